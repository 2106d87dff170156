namespace ResidentInsurance.LocalHosting;

/// <summary>The application's parts, in the order in which they were added.</summary>
internal sealed class ApplicationModel
{
    private readonly List<Resource> resources = [];

    internal IReadOnlyList<Resource> Resources => resources;

    internal IEnumerable<ProcessResource> Processes => resources.OfType<ProcessResource>();

    internal ResourceBuilder<T> Add<T>(T resource)
        where T : Resource
    {
        if (resources.Exists(r => r.Name.Equals(resource.Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ArgumentException($"there are two resources '{resource.Name}'", nameof(resource));
        }

        resources.Add(resource);
        return new ResourceBuilder<T>(resource, this);
    }

    /// <summary>How far a resource stands above what depends on nothing: stopping goes from the highest down.</summary>
    internal static int Level(Resource resource) => Level(resource, []);

    private static int Level(Resource resource, HashSet<Resource> path)
    {
        if (!path.Add(resource))
        {
            throw new InvalidOperationException($"'{resource.Name}' waits for itself");
        }

        var level = resource is ProcessResource process
            ? process.Dependencies.Select(d => Level(d, path) + 1).DefaultIfEmpty(0).Max()
            : 0;
        _ = path.Remove(resource);
        return level;
    }
}
