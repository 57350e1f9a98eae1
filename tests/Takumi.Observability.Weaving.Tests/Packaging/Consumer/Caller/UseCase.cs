using Contracts;

namespace Caller;

public sealed class UseCase(IProfiles profiles)
{
    public Task<string> RunAsync(string owner) => profiles.CreateAsync(owner);

    public string WhereItFailed()
    {
        try
        {
            profiles.Fail();
            return "";
        }
        catch (InvalidOperationException exception)
        {
            return exception.StackTrace!.Split('\n')[0];
        }
    }
}
