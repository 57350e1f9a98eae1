using Takumi.Observability.Redaction;

namespace Takumi.Observability.Tests.Redaction;

public sealed class ClearNamesTests
{
    [Fact]
    public void What_is_fixed_in_code_is_not_looked_at_and_what_is_free_is()
    {
        var clear = new ClearNames(new RedactionPolicy(new RedactionOptions()));

        clear.Contains("http.route").ShouldBeTrue();
        clear.Contains("workflow.outcome").ShouldBeTrue();
        clear.Contains("url.path").ShouldBeFalse();
        clear.Contains("user.email").ShouldBeFalse();
    }

    [Fact]
    public void A_rule_of_the_applications_own_is_kept()
    {
        var options = new RedactionOptions();
        options.Names["workflow.name"] = Mask.Secret;

        new ClearNames(new RedactionPolicy(options)).Contains("workflow.name").ShouldBeFalse();
    }
}
