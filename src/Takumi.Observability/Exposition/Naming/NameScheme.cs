namespace Takumi.Observability.Exposition.Naming;

/// <summary>
/// How a name that isn't in Prometheus' original character set is written: the `escaping` parameter of a scrape's Accept header.
/// </summary>
internal enum NameScheme
{
    /// <summary>`underscores`: what doesn't fit becomes `_`.</summary>
    Underscores,

    /// <summary>`allow-utf-8`: the name as it is, in quotes.</summary>
    AllowUtf8,

    /// <summary>`dots`: `.` becomes `_dot_`, `_` becomes `__`.</summary>
    Dots,

    /// <summary>`values`: `U__` and the code points in hexadecimal between underscores.</summary>
    Values,
}
