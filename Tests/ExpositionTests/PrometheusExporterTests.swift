import CoreMetrics
import Exposition
import Testing

/// A gauge from elsewhere.
private struct Provider: MetricsProvider {
  var families: [MetricFamily] {
    [MetricFamily("elsewhere", .gauge, help: "A gauge.", [.init([("name", "a\"b\\c\nd")], 1.5)])]
  }
}

@Suite struct PrometheusExporterTests {
  private let exporter = PrometheusExporter()

  @Test func showsWhatIsCounted() async {
    exporter.declare("requests_total", .counter, help: "Requests.")
    exporter.declare("seconds", .histogram, help: "How long.", bounds: [0.1, 1])
    exporter.register(Provider())
    Counter(label: "requests_total", dimensions: [("route", "/b"), ("status", "200")], factory: exporter)
      .increment(by: 41)
    Counter(label: "requests_total", dimensions: [("route", "/a"), ("status", "200")], factory: exporter).increment()
    // Made again, it is the same series.
    Counter(label: "requests_total", dimensions: [("route", "/b"), ("status", "200")], factory: exporter).increment()
    let timer = Timer(label: "seconds", factory: exporter)
    for nanoseconds in [100_000_000, 100_000_001, 2_000_000_000] { timer.recordNanoseconds(nanoseconds) }
    Gauge(label: "depth", factory: exporter).record(2.5)
    let meter = Meter(label: "level", dimensions: [("loop", "x")], factory: exporter)
    meter.set(3)
    meter.decrement(by: 0.5)
    #expect(
      await exporter.render() == #"""
        # HELP requests_total Requests.
        # TYPE requests_total counter
        requests_total{route="/a",status="200"} 1
        requests_total{route="/b",status="200"} 42
        # HELP seconds How long.
        # TYPE seconds histogram
        seconds_bucket{le="0.1"} 1
        seconds_bucket{le="1.0"} 2
        seconds_bucket{le="+Inf"} 3
        seconds_sum 2.200000001
        seconds_count 3
        # HELP elsewhere A gauge.
        # TYPE elsewhere gauge
        elsewhere{name="a\"b\\c\nd"} 1.5
        # TYPE depth gauge
        depth 2.5
        # TYPE level gauge
        level{loop="x"} 2.5

        """#)
  }

  @Test func showsADeclaredMetricBeforeItsFirstSeries() async {
    exporter.declare("rounds_total", .counter, help: "Rounds.")
    #expect(await exporter.render() == "# HELP rounds_total Rounds.\n# TYPE rounds_total counter\n")
  }

  @Test func keepsItsSeriesWhenDeclaredAgain() async {
    for _ in 0..<2 {
      exporter.declare("rounds_total", .counter, help: "Rounds.")
      Counter(label: "rounds_total", factory: exporter).increment()
    }
    #expect(await exporter.render().hasSuffix("\nrounds_total 2\n"))
  }

  @Test func takesADestroyedSeriesOut() async {
    let counter = Counter(label: "a", dimensions: [("loop", "x")], factory: exporter)
    Counter(label: "a", dimensions: [("loop", "y")], factory: exporter).increment()
    counter.destroy()
    #expect(await exporter.render() == "# TYPE a counter\na{loop=\"y\"} 1\n")
  }

  @Test func makesNamesThatPrometheusTakes() async {
    Counter(label: "1http.requests-é", dimensions: [("http.route", "/a.b")], factory: exporter).increment()
    #expect(
      await exporter.render()
        == "# TYPE _1http_requests__ counter\n_1http_requests__{http_route=\"/a.b\"} 1\n")
  }

  @Test func saysThatANameHasTwoKinds() async {
    Counter(label: "a", factory: exporter).increment()
    Gauge(label: "a", factory: exporter).record(7)
    #expect(
      await exporter.render()
        == "# TYPE a counter\na 1\n# a is counted as a gauge too, which is not shown; give that another name\n")
  }

  @Test func countsFromManyThreads() async {
    await withDiscardingTaskGroup { group in
      for _ in 0..<8 {
        group.addTask { [exporter] in
          for _ in 0..<1_000 { Counter(label: "a", factory: exporter).increment() }
        }
      }
    }
    #expect(await exporter.render() == "# TYPE a counter\na 8000\n")
  }
}
