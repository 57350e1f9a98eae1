using Takumi.Observability.Testing;
using Takumi.Observability.Verification;

namespace Takumi.Observability.Audit.Tests.Verification;

public class SegmentReaderTests
{
    [Theory]
    [InlineData(16_384, true)]
    [InlineData(16_385, false)]
    [InlineData(300_000, false)]
    public void A_line_of_more_than_16_KiB_is_none(int length, bool isLine)
    {
        using var folder = new PrivateFolder();
        var path = folder.Combine("segment");
        File.WriteAllText(path, $"first\n{new string('x', length)}\nlast\n");
        using var reader = new SegmentReader(path);

        reader.TryRead(out _).ShouldBeTrue();
        reader.TryRead(out var line).ShouldBe(isLine);
        line.Length.ShouldBe(Math.Min(length, 16_385));
        (reader.Offset, reader.Rest).ShouldBe((6L, length + 6L));
        if (isLine)
            reader.TryRead(out _).ShouldBeTrue();
    }
}
