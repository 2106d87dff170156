using System.CommandLine;
using ResidentInsurance.Contracts;

namespace ResidentInsurance.Cli;

/// <summary><c>ri campaign open|close ID</c>.</summary>
internal static class CampaignCommand
{
    public static Command Create() => new("campaign", Texts.AboutCampaign)
    {
        Verb("open", Texts.AboutCampaignOpen),
        Verb("close", Texts.AboutCampaignClose),
    };

    private static Command Verb(string verb, string about)
    {
        var id = new Argument<string>("id") { Description = Texts.AboutCampaignOption, HelpName = Texts.ValueId };
        var command = new Command(verb, about) { id };
        command.SetAction((words, cancellation) => RunAsync(words.DataFolder(), verb, words.GetRequiredValue(id), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? data, string verb, string id, CancellationToken cancellation)
    {
        using var instance = Instance.Open(data);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            instance.Address(ServiceNames.Enrollment, $"/campaigns/{Uri.EscapeDataString(id)}/{verb}"));
        using var response = await instance.SendAsync(request, cancellation);
        return ExitCodes.Done;
    }
}
