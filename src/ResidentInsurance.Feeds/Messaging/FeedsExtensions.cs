using JasperFx.Events;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ResidentInsurance.Contracts;
using ResidentInsurance.ServiceDefaults;

namespace ResidentInsurance.Feeds;

/// <summary>Which feeds a service has.</summary>
public sealed class FeedsBuilder
{
    private readonly IServiceCollection services;

    internal FeedsBuilder(IServiceCollection services, string service)
    {
        this.services = services;
        Registration = new FeedRegistration(service);
    }

    internal FeedRegistration Registration { get; }

    /// <summary>Publishes the service's own feed.</summary>
    /// <param name="toItem">The public event of a stored one (<see cref="FeedItems.Of"/>); null for one that is nobody else's business.</param>
    public FeedsBuilder Publish(Func<IEvent, FeedItem?> toItem)
    {
        Registration.ToItem = toItem;
        return this;
    }

    /// <summary>Consumes another service's feed, as <see cref="ServiceNames.Feeds"/> says that it does.</summary>
    public FeedsBuilder Consume<TConsumer>(string source)
        where TConsumer : class, IFeedConsumer
    {
        if (!ServiceNames.Feeds.Contains((source, Registration.Service)))
        {
            throw new ArgumentException($"{nameof(ServiceNames)}.{nameof(ServiceNames.Feeds)} lacks {source}, so its "
                + $"publisher would not declare the queue of {Registration.Service}.", nameof(source));
        }

        Registration.Sources.Add(source);
        services.AddKeyedSingleton<IFeedConsumer, TConsumer>(source);
        return this;
    }
}

/// <summary>What <see cref="FeedsBuilder"/> gathered.</summary>
internal sealed class FeedRegistration(string service)
{
    public string Service => service;

    public Func<IEvent, FeedItem?> ToItem { get; set; } = _ => null;

    public HashSet<string> Sources { get; } = [];

    public FeedPage Page(CountyCode county, long after, FeedSlice slice)
    {
        var page = new FeedPage(county, service, after, slice.UpTo, [.. slice.Events.Select(ToItem).OfType<FeedItem>()]);
        FeedMeters.Published(page);
        return page;
    }
}

/// <summary>The one MassTransit set-up.</summary>
public static class FeedsExtensions
{
    /// <summary>A service's feeds over the bus: its publisher for each county, its queue for each county. Needs
    /// <see cref="CountyDatabases"/>.</summary>
    public static WebApplicationBuilder AddFeeds(
        this WebApplicationBuilder builder, string service, Action<FeedsBuilder> configure)
    {
        var services = builder.Services;
        var feeds = new FeedsBuilder(services, service);
        configure(feeds);
        services.AddOptions<FeedOptions>().Bind(builder.Configuration.GetSection("Feeds"));
        services.AddSingleton(feeds.Registration);
        services.AddSingleton<FeedBus>();
        services.AddSingleton<FeedResend>();
        services.AddSingleton<GapWatch>();
        services.AddHttpClient();
        foreach (var source in feeds.Registration.Sources)
        {
            builder.AddServiceClient(source);
        }

        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<FeedPageConsumer>();
            bus.UsingRabbitMq((context, rabbit) => Configure(rabbit, context, builder.Configuration, feeds.Registration));
        });
        services.Configure<MassTransitHostOptions>(options =>
        {
            // Consumers first: a stop that is cut off as a whole keeps its connection, and with it the page that was in work.
            options.ConsumerStopTimeout = TimeSpan.FromSeconds(5);
            options.StopTimeout = TimeSpan.FromSeconds(10);
        });

        // After the bus, so that they stop before the bus does.
        services.AddHostedService<FeedPublisher>();
        services.AddHostedService<BusWatch>();
        services.AddSingleton<CountyReadings<FeedGauges.Figures>>();
        services.AddHostedService<FeedGauges>();
        return builder;
    }

    private static void Configure(
        IRabbitMqBusFactoryConfigurator rabbit, IBusRegistrationContext context, IConfiguration configuration,
        FeedRegistration feeds)
    {
        var options = context.GetRequiredService<Microsoft.Extensions.Options.IOptions<FeedOptions>>().Value;
        rabbit.Host(FeedBus.Address(configuration));
        rabbit.ConfigureJsonSerializerOptions(json =>
        {
            json.Encoder = ContractJson.Options.Encoder; // Chinese as it is: half the bytes
            return json;
        });

        // The page itself is the body, what MassTransit adds stands in headers: an envelope around it is read more than once
        // (docs/decisions/0084).
        rabbit.UseRawJsonSerializer(RawSerializerOptions.AddTransportHeaders | RawSerializerOptions.CopyHeaders, isDefault: true);
        if (feeds.Sources.Count == 0)
        {
            return;
        }

        foreach (var county in context.GetRequiredService<CountyDatabases>().Counties)
        {
            rabbit.ReceiveEndpoint(FeedTopology.Queue(feeds.Service, county), endpoint =>
            {
                endpoint.ConfigureConsumeTopology = false; // exchanges by source and county, not by message type
                endpoint.SetQuorumQueue();
                endpoint.PrefetchCount = options.PrefetchPages;
                endpoint.ConcurrentMessageLimit = options.ConcurrentPagesMax;
                foreach (var source in feeds.Sources)
                {
                    endpoint.Bind(FeedTopology.Exchange(source, county), binding => binding.ExchangeType = "fanout");
                }

                endpoint.ConfigureConsumer<FeedPageConsumer>(context);
            });
        }
    }
}
