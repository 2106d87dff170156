namespace ResidentInsurance.Contracts;

/// <summary>A certification was made, or has another end. Person, category, department and 认定日期 name it; it belongs to
/// the person, not to a campaign.</summary>
/// <param name="Resident">The person who is certified.</param>
/// <param name="Category">A code of <see cref="IdentityCategories"/>.</param>
/// <param name="Department">认定部门, as its roster writes it.</param>
/// <param name="From">认定日期: the identity counts from this day.</param>
/// <param name="To">终止日期, exclusive; null is open.</param>
public sealed record IdentityChanged(
    ResidentKey Resident, string Category, string Department, DateOnly From, DateOnly? To) : IPublicEvent;
