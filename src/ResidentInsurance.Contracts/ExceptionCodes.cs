namespace ResidentInsurance.Contracts;

/// <summary>The codes of what a person has to look at, as docs/rules.md names them; some are reasons of a refund too. A quote's
/// rejections are codes besides these.</summary>
public static class ExceptionCodes
{
    /// <summary>Certified after the central period and before the first day of cover: an operator decides (RZ5).</summary>
    public const string CertifiedWhileWaiting = "certified-while-waiting";

    /// <summary>A row of the tax feed has two contents, and nobody has chosen.</summary>
    public const string ConflictingPayment = "conflicting-payment";

    /// <summary>Paid or declared after a death, or counted without an enrollment before it.</summary>
    public const string Deceased = "deceased";

    /// <summary>Declared, although something is due.</summary>
    public const string DeclarationNotFree = "declaration-not-free";

    /// <summary>Certified after having paid, within the central period (RZ5).</summary>
    public const string LateCertification = "late-certification";

    /// <summary>More was paid than is due.</summary>
    public const string Overpaid = "overpaid";

    /// <summary>Less was paid than is due.</summary>
    public const string PartPaid = "part-paid";

    /// <summary>More was sent back than is to be refunded.</summary>
    public const string RefundExceedsDue = "refund-exceeds-due";

    /// <summary>Paid in another tier than what counted before.</summary>
    public const string TierConflict = "tier-conflict";

    /// <summary>Paid for somebody who is not registered.</summary>
    public const string UnknownPerson = "unknown-person";

    /// <summary>Withdrawn before the first day of cover.</summary>
    public const string Withdrawn = "withdrawn";
}
