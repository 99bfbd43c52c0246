namespace PosEngine.Analyzers;

public sealed class IgnoredResultAnalyzerTests
{
    [Theory]
    [InlineData("till.Open();", "Open")]
    [InlineData("till.Sell();", "Sell")]
    [InlineData("till?.Sell();", "Sell")]
    [InlineData("till.Parent?.Parent?.OpenNow();", "OpenNow")]
    [InlineData("new PosResult();", "new PosResult()")]
    [InlineData("selling();", "selling")]
    [InlineData("for (till.Open(); ; ) { }", "Open")]
    public void A_result_that_nobody_looks_at_is_reported(string statement, string name) => Expect.Reported(statement, name);

    [Theory]
    [InlineData("await till.PayAsync();", "PayAsync")]
    [InlineData("await till.PayAsync().ConfigureAwait(false);", "PayAsync")]
    [InlineData("await till.PrintAsync();", "PrintAsync")]
    [InlineData("await till.PrintAsync().ConfigureAwait(false);", "PrintAsync")]
    [InlineData("await till.CloseAsync().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);", "CloseAsync")]
    [InlineData("await task;", "task")]
    public void An_awaited_result_that_nobody_looks_at_is_reported(string statement, string name) => Expect.Reported(statement, name);

    [Theory]
    [InlineData("till.PayAsync();", "PayAsync")]
    [InlineData("till.CloseAsync();", "CloseAsync")]
    [InlineData("till.PrintAsync();", "PrintAsync")]
    [InlineData("till?.PrintAsync();", "PrintAsync")]
    [InlineData("till.PayAsync().ConfigureAwait(false);", "PayAsync")]
    [InlineData("till.PrintAsync().ConfigureAwait(false);", "PrintAsync")]
    public void A_task_of_a_result_that_nobody_awaits_is_reported(string statement, string name) => Expect.Reported(statement, name);

    [Theory]
    [InlineData("Action act = () => till.Sell();", "Sell")]
    [InlineData("Func<Task> act = async () => await till.PayAsync();", "PayAsync")]
    [InlineData("void Local() => till.Open(); Local();", "Open")]
    public void A_result_lost_in_a_body_without_a_value_is_reported(string statement, string name) => Expect.Reported(statement, name);

    [Theory]
    [InlineData("_ = till.Sell();")]
    [InlineData("_ = till.PayAsync();")]
    [InlineData("_ = await till.PayAsync().ConfigureAwait(false);")]
    public void An_explicit_discard_is_meant(string statement) => Expect.Silence(statement);

    [Theory]
    [InlineData("var result = till.Sell();")]
    [InlineData("PosResult<int> result; result = till.Sell();")]
    [InlineData("PosResult<int>? result = null; result ??= till.Sell();")]
    [InlineData("if (till.Sell().Succeeded) { }")]
    [InlineData("till.Sell().ToString();")]
    [InlineData("Func<PosResult<int>> act = () => till.Sell();")]
    [InlineData("Func<Task<PosResult<int>>> act = async () => await till.PayAsync();")]
    [InlineData("await Task.WhenAny(till.PayAsync(), Task.Delay(1));")]
    public void A_result_that_is_used_is_fine(string statement) => Expect.Silence(statement);

    [Theory]
    [InlineData("till.Count();")]
    [InlineData("await till.WaitAsync();")]
    [InlineData("till.WaitAsync();")]
    [InlineData("till.Foreign();")]
    public void Other_values_may_be_ignored(string statement) => Expect.Silence(statement);

    [Fact]
    public void A_compilation_without_the_result_type_is_left_alone() =>
        Assert.Empty(Snippet.Analyze("class Till { int Count() => 1; void Run() { Count(); } }"));

    private static class Expect
    {
        public static void Reported(string statement, string name)
        {
            var diagnostic = Assert.Single(Snippet.Analyze(Snippet.WithTill(statement)));

            Assert.Equal("POS0001", diagnostic.Id);
            Assert.Equal($"The result of '{name}' is ignored", diagnostic.GetMessage(null));
        }

        public static void Silence(string statement) => Assert.Empty(Snippet.Analyze(Snippet.WithTill(statement)));
    }
}
