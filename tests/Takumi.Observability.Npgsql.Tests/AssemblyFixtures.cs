using Takumi.Observability.Testing.Servers;

[assembly: AssemblyFixture(typeof(SharedServer<PostgresServer>))]
