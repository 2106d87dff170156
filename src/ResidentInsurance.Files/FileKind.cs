namespace ResidentInsurance.Files;

/// <summary>The six kinds of files that offices send. A kind is told by a file's header.</summary>
public enum FileKind
{
    /// <summary>户籍名册.</summary>
    Residents,

    /// <summary>资助对象花名册.</summary>
    Identities,

    /// <summary>资助参保申报名单.</summary>
    Declarations,

    /// <summary>退保名单.</summary>
    Withdrawals,

    /// <summary>征缴明细.</summary>
    Payments,

    /// <summary>任务分解表.</summary>
    Tasks,
}

/// <summary>The kinds' codes, as in <c>POST /campaigns/{id}/files/{kind}</c>.</summary>
public static class FileKindCodes
{
    public static string Code(this FileKind kind) => kind switch
    {
        FileKind.Residents => "residents",
        FileKind.Identities => "identities",
        FileKind.Declarations => "declarations",
        FileKind.Withdrawals => "withdrawals",
        FileKind.Payments => "payments",
        FileKind.Tasks => "tasks",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>What the offices call the file.</summary>
    public static string Title(this FileKind kind) => kind switch
    {
        FileKind.Residents => Texts.TitleResidents,
        FileKind.Identities => Texts.TitleIdentities,
        FileKind.Declarations => Texts.TitleDeclarations,
        FileKind.Withdrawals => Texts.TitleWithdrawals,
        FileKind.Payments => Texts.TitlePayments,
        FileKind.Tasks => Texts.TitleTasks,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
