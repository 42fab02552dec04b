/// Why a round failed, as a code that groups.
package enum RoundFailureCode: String, Sendable, Hashable, CaseIterable {
  /// No run came to a model, or to one that can be loaded.
  case noModel = "no_model"
  /// The configuration names a learner that this program does not have.
  case unknownLearner = "unknown_learner"
  /// The learner refuses what it was given.
  case learningFailed = "learning_failed"
  /// The folds that fed the dataset are not kept, so that it cannot be read any more.
  case foldVersionGone = "fold_version_gone"
  /// The dataset does not read as it was sealed.
  case datasetDiffers = "dataset_differs"
  /// The challenger cannot be loaded, or cannot read the holdout.
  case challengerUnreadable = "challenger_unreadable"
  /// An event of the round was parked by the archiver, or refused by Kafka.
  case eventParked = "event_parked"
  /// An event of the round would be over the limit of an event.
  case eventTooLarge = "event_too_large"
  /// The configuration in force cannot be read by this program.
  case configUnreadable = "config_unreadable"
  /// The database refuses the data.
  case dataRefused = "data_refused"
  /// Something else that failed in the same way each time.
  case failsEachTime = "fails_each_time"
}
