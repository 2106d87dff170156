namespace ResidentInsurance.Contracts;

/// <summary>学生标记.</summary>
public enum StudentMark
{
    /// <summary>新生.</summary>
    Freshman,

    /// <summary>学年已参保.</summary>
    AcademicYearCovered,

    /// <summary>毕业年级.</summary>
    Graduating,
}
