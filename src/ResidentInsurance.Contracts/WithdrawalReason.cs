namespace ResidentInsurance.Contracts;

/// <summary>退保原因.</summary>
public enum WithdrawalReason
{
    /// <summary>死亡.</summary>
    Death,

    /// <summary>参加职工医保.</summary>
    EmployeeInsurance,

    /// <summary>异地参保.</summary>
    InsuredElsewhere,

    /// <summary>重复缴费.</summary>
    PaidTwice,

    /// <summary>迁出.</summary>
    MovedOut,
}
