using RestoreDrill;

// dotnet run --project samples/RestoreDrill
// Loses the machine of a running service and restores its audit journal from copies. Ends with 1 at the first step that is not as promised.
if (args is ["service", .. var places])
    return await Service.RunAsync(Places.Of(places));

var directory = Directory.CreateTempSubdirectory("restore-drill-");
try
{
    await Drill.RunAsync(directory.FullName);
    Console.WriteLine("Restored: every step was as promised.");
    return 0;
}
catch (BrokenPromiseException broken)
{
    Console.WriteLine($"  NOT AS PROMISED: {broken.Message}");
    return 1;
}
finally
{
    directory.Delete(recursive: true);
}
