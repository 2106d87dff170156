namespace ResidentInsurance.Contracts;

/// <summary>资金来源: whose money it is.</summary>
public enum Funding
{
    /// <summary>个人, also where the row is empty.</summary>
    Personal,

    /// <summary>资助: a department's; settles batches, never a person's due.</summary>
    Subsidy,

    /// <summary>财政: the treasury's; never a person's due.</summary>
    Treasury,

    /// <summary>单位代收: a person's, collected by a unit.</summary>
    CollectedByUnit,

    /// <summary>个人账户共济: from a family member's account.</summary>
    FamilyAccount,
}

/// <summary>What a <see cref="Funding"/> means.</summary>
public static class Fundings
{
    /// <summary>The money counts toward a person's due.</summary>
    public static bool IsPersonal(this Funding funding) => funding is not (Funding.Subsidy or Funding.Treasury);
}
