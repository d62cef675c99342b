import Arguments
import Environments
import Gym
import MetaLearning

/// Turns errors about names and values from the command line into `UsageError`.
///
/// The same errors come from files, where they are not wrong usage.
package func readingCommandLine<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as CatalogError {
    throw UsageError("\(error)")
  } catch let error as TaskDistributionError {
    throw UsageError("\(error)")
  } catch let error as SettingsError {
    throw UsageError(error.setting == nil ? "\(error)" : "With these options \(error)")
  }
}
