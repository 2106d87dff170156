using ResidentInsurance.Contracts;

namespace ResidentInsurance.QuotaTracking.Tests;

public sealed class EnrollmentHistoryTests
{
    private static readonly DateTimeOffset Start = new(2023, 11, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly Counted Here = new(VillageCode.Parse("500119.fengyan.01"), new(2023, 11, 1), SubsidisedInFull: false);
    private static readonly Counted There = Here with { Village = VillageCode.Parse("500119.fengyan.02") };

    [Fact]
    public void A_move_is_one_fewer_here_and_one_more_there_in_the_minute_in_which_it_is_known() => Assert.Equal(
        [new(Minute(1), Here, 1), new(Minute(5), Here, -1), new(Minute(5), There, 1)],
        EnrollmentHistory.Steps([State(1, 1, Here), State(2, 5, There)]));

    [Fact]
    public void What_changed_nothing_that_is_counted_moves_nobody() =>
        Assert.Equal([new(Minute(1), Here, 1)], EnrollmentHistory.Steps([State(1, 1, Here), State(2, 2, Here), State(3, 4, Here)]));

    [Fact]
    public void A_state_that_comes_between_two_others_moves_the_person_there_and_mends_the_later_move() => Assert.Equal(
        Sums([new(Minute(3), Here, -1), new(Minute(3), There, 1), new(Minute(5), Here, 1), new(Minute(5), There, -1)]),
        Sums(EnrollmentHistory.Difference([State(1, 1, Here), State(3, 5, null)], [State(2, 3, There)])));

    [Fact]
    public void A_state_that_comes_to_be_known_after_a_newer_one_moves_nobody() =>
        Assert.Empty(Sums(EnrollmentHistory.Difference([State(1, 1, Here), State(3, 5, There)], [State(2, 6, Here)])));

    [Fact]
    public void However_states_are_cut_and_shuffled_each_time_knows_the_newest_of_those_before_it()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            // Minutes mostly rise with versions; what was late, and known from a later time on, may stand above them.
            var states = Enumerable.Range(1, random.Next(1, 8)).Select(version => State(version,
                version + random.Next(random.Next(4) == 0 ? 12 : 2),
                random.Next(4) switch { 0 => null, 1 => Here with { SubsidisedInFull = true }, 2 => There, _ => Here })).ToArray();
            var shuffled = states.ToArray();
            random.Shuffle(shuffled);
            List<KnownState> known = [];
            var moved = new List<Step>();
            foreach (var page in shuffled.Chunk(random.Next(1, 4)))
            {
                moved.AddRange(EnrollmentHistory.Difference(known, page));
                known.AddRange(page);
            }

            for (var time = 0; time < 22; time++)
            {
                var counted = states.Where(state => state.KnownAt < Minute(time)).MaxBy(state => state.Version)?.Counted;
                Assert.Equal(
                    counted is null ? [] : [(counted, 1)],
                    moved.Where(step => step.KnownAt < Minute(time)).GroupBy(step => step.Counted)
                        .Select(group => (group.Key, group.Sum(step => step.Persons))).Where(sum => sum.Item2 != 0));
            }
        }
    }

    [Fact]
    public void A_village_gets_one_event_a_minute_with_signed_numbers_by_day_and_none_where_all_comes_to_nothing()
    {
        var campaign = CampaignId.Parse("fengyan-2024");
        var full = Here with { SubsidisedInFull = true };
        var later = There with { FirstPaidOn = new(2023, 11, 3) };
        Step[] steps =
        [
            new(Minute(1), Here, 1), new(Minute(1), full, 1), new(Minute(1), There, -1), new(Minute(1), later, 1),
            new(Minute(2), Here, -1), new(Minute(2), full, 1), new(Minute(2), There, 1), new(Minute(2), There, -1),
        ];

        var villages = VillageMoves.Of(steps.Select(step => (campaign, step)));

        Assert.Equal(["village-fengyan-2024-500119.fengyan.01", "village-fengyan-2024-500119.fengyan.02"], villages.Keys);
        Assert.Equal(
            [(Minute(1), [new DayMoved(new(2023, 11, 1), 2, 1)]), (Minute(2), [new DayMoved(new(2023, 11, 1), 0, 1)])],
            villages.Values.First().Select(moved => (moved.KnownAt, moved.Days.ToArray())));
        var other = Assert.Single(villages.Values.Last());
        Assert.Equal([new DayMoved(new(2023, 11, 1), -1, 0), new DayMoved(new(2023, 11, 3), 1, 0)], other.Days);
    }

    private static IEnumerable<(Step, int)> Sums(IEnumerable<Step> steps) => steps
        .GroupBy(step => step with { Persons = 0 }).Select(group => (group.Key, group.Sum(step => step.Persons)))
        .Where(sum => sum.Item2 != 0).OrderBy(sum => sum.Key.KnownAt).ThenBy(sum => sum.Key.Counted.Village.Value, StringComparer.Ordinal);

    private static KnownState State(long version, int minute, Counted? counted) => new(version, Minute(minute), counted);

    private static DateTimeOffset Minute(int minute) => Start.AddMinutes(minute);
}
