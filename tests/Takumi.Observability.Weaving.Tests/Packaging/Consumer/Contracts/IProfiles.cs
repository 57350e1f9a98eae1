namespace Contracts;

public interface IProfiles
{
    Task<string> CreateAsync(string owner);

    void Fail();
}
