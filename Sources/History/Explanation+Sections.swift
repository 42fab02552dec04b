import Domain

extension Explanation {
  /// What people read, from the answer back to the data it came from, and on to what is known since.
  var sections: [ExplanationSection] {
    [answer, promotion, verdict, run, dataset, since, now].filter { !$0.lines.isEmpty }
  }

  private var answer: ExplanationSection {
    let it = facts["interaction"]
    return ExplanationSection(
      "The answer",
      [
        ("interaction", it?["interaction_id"]), ("loop", it?["loop"]), ("occurred", it?["occurred_at"]),
        ("ledger position", it?["position"]), ("input", it?["input"]), ("answered", it?["answer"]),
        ("with probability", it?["probability"]),
        ("by model", .string(it?["model_id"]?.string ?? "none: the loop's default answer")),
        ("generation", it?["generation"]), ("propensity", it?["propensity"]),
      ])
  }

  private var promotion: ExplanationSection {
    let it = facts["promotion"]
    let slot = facts["slot"]
    return ExplanationSection(
      "The promotion that put it there",
      [
        ("generation", it?["generation"]), ("decided at", it?["occurred_at"]), ("ledger position", it?["position"]),
        ("it replaced", it?["predecessor"]), ("forced", it?["forced"]),
        (
          "it came back",
          slot?["change"]?.string == "rolled_back" ? slot?["reason"] : nil
        ),
        (
          "trial",
          facts["trial"]?.array.flatMap { looks in
            looks.isEmpty
              ? nil
              : .array(
                looks.map { look in
                  .string("look \(look["look"]?.integer ?? 0): \(ExplanationSection.text(look["reasons"] ?? .null))")
                })
          }
        ),
      ])
  }

  private var verdict: ExplanationSection {
    let it = facts["verdict"]
    return ExplanationSection(
      "The verdict behind it",
      [
        ("verdict", it?["verdict_id"]), ("outcome", it?["outcome"]), ("reasons", it?["reasons"]),
        ("against", it?["champion"]), ("gate", facts["gate"]), ("gate digest, stated before", it?["gate_digest"]),
        ("test", it?["test"]), ("challenger's metrics", it?["metrics"]?["challenger"]),
        ("champion's metrics", it?["metrics"]?["champion"]), ("slices", it?["slices"]),
      ])
  }

  private var run: ExplanationSection {
    let it = facts["run"]
    return ExplanationSection(
      "The run that made the model",
      [
        ("run", it?["run_id"]), ("trial", it?["trial"]), ("learner", it?["learner"]),
        ("code version", it?["code_version"]), ("settings", it?["settings"]), ("seed", it?["seed"]),
        ("warm start from", it?["parent"]), ("epochs", it?["epochs"]), ("artifact SHA-256", it?["artifact"]),
        ("fingerprint", it?["fingerprint"]),
      ])
  }

  private var dataset: ExplanationSection {
    let it = facts["dataset"]
    let counts = it?["counts"]
    return ExplanationSection(
      "The dataset it learned from",
      [
        ("dataset", it?["dataset_id"]), ("content hash", it?["content_hash"]), ("sealed at tick", it?["tick_time"]),
        ("trains from", it?["train_from"]), ("validates from", it?["validation_from"]),
        ("holdout from", it?["holdout_from"]), ("holdout to", it?["holdout_to"]), ("train", counts?["train"]),
        ("validation", counts?["validation"]), ("holdout", counts?["holdout"]), ("by class", counts?["classes"]),
        ("by source", counts?["sources"]), ("removed", counts?["removed"]), ("labels", it?["labels"]),
        ("fold version", it?["fold_version"]),
      ])
  }

  private var since: ExplanationSection {
    let feedback = (facts["feedback"]?.array ?? []).map { one -> JSONValue in
      let said = ["label", "reward", "comment"].compactMap { name in
        one[name].flatMap { $0.isNull ? nil : "\(name) \(ExplanationSection.text($0))" }
      }
      return .string("\(one["occurred_at"]?.string ?? ""): \(said.joined(separator: ", "))")
    }
    let examples = (facts["examples"]?.array ?? []).map { one -> JSONValue in
      .string(
        "revision \(one["revision"]?.integer ?? 0): label \(ExplanationSection.text(one["label"] ?? .null))"
          + (one["defaulted"]?.bool == true ? " (by default)" : ""))
    }
    return ExplanationSection(
      "What is known since", [("feedback", .array(feedback)), ("joined example", .array(examples))])
  }

  private var now: ExplanationSection {
    ExplanationSection(
      "What would be answered now",
      [
        ("generation", facts["now"]?["generation"]),
        ("by model", current.map { .string($0.modelID ?? "none: the loop's default answer") }),
        ("answer", current.map { .string($0.label) }),
        ("probabilities", current.map { .object($0.probabilities.mapValues { JSONValue(finite: $0) }) }),
      ])
  }
}
