using Takumi.Observability.Testing.Packaging;

[assembly: AssemblyFixture(typeof(PackedPackages))]
