import Arguments
import Environments
import Gym
import MetaLearning

/// Uses names and values from the command line: what the library refuses of them is wrong usage.
///
/// The same errors come from files, where they are not the user's mistake; hence this mark at the
/// places where they are.
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
