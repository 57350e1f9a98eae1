using Takumi.Observability.Format;

namespace Takumi.Observability.Audit.Tests.Format;

public class LogOriginTests
{
    [Theory]
    [InlineData("takumi-backend", "takumi.audit/takumi-backend/0f")]
    [InlineData("Takumi Backend+1/é", "takumi.audit/takumi-backend-1--/0f")]
    [InlineData("a.b_C9", "takumi.audit/a.b-c9/0f")]
    public void A_service_name_is_reduced_to_what_may_stand_in_a_key_name(string service, string origin) => LogOrigin.Of(service, "0f").ShouldBe(origin);
}
