Console.WriteLine("Takumi.Observability.Audit.CrashTarget");
