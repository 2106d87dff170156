namespace ResidentInsurance.LocalHosting;

/// <summary>What <c>AppHost.cs</c> holds of a resource, as Aspire's <c>IResourceBuilder</c>.</summary>
public sealed class ResourceBuilder<T>
    where T : Resource
{
    internal ResourceBuilder(T resource, ApplicationModel model)
    {
        Resource = resource;
        Model = model;
    }

    public T Resource { get; }

    internal ApplicationModel Model { get; }

    internal ResourceBuilder<T> With(Action<T> change)
    {
        change(Resource);
        return this;
    }
}

/// <summary>A resource's endpoint, whose address is known when the host starts.</summary>
public sealed class EndpointReference
{
    internal EndpointReference(ProcessResource resource, string name)
    {
        Resource = resource;
        Name = name;
    }

    internal ProcessResource Resource { get; }

    internal string Name { get; }
}
