import Logging
import Settings

extension EnvironmentVariables {
    /// Warns of what is not a setting, in the log of a server that starts.
    func warn(_ logger: Logger) {
        for variable in unknown {
            var metadata: Logger.Metadata = ["variable": "\(variable.name)"]
            metadata["nearest"] = variable.nearest.map { "\($0)" }
            logger.warning("an environment variable is not a setting, and is ignored", metadata: metadata)
        }
        if unshown > 0 {
            logger.warning(
                "more environment variables are not settings, and are ignored",
                metadata: ["count": "\(unshown)"])
        }
        if let first = ofServices.first {
            logger.notice(
                "variables that Kubernetes makes for services are ignored",
                metadata: ["first": "\(first.onOneLine)", "count": "\(ofServices.count)"])
        }
    }

    /// Warns on standard error, as long as there is no log.
    ///
    /// - Parameter all: whether of variables too that are not near a setting. A command that is run by hand again and again says
    ///   nothing of those: they were there before.
    func warn(ofAll all: Bool, asJSON: Bool = false) {
        for variable in unknown where all || variable.nearest != nil {
            let hint = variable.nearest.map { ": did you mean \($0)?" } ?? "."
            StandardError.warn(
                "the variable \(variable.name) of the environment is not a setting, and is ignored\(hint)",
                code: "UNKNOWNVARIABLE", asJSON: asJSON)
        }
        guard all else { return }
        if unshown > 0 {
            StandardError.warn(
                "\(unshown) more variables are not settings, and are ignored.", code: "UNKNOWNVARIABLE", asJSON: asJSON)
        }
        if let first = ofServices.first {
            StandardError.write(
                "vmgate: \(ofServices.count) variables that Kubernetes makes for services are ignored, such as"
                    + " \(first.onOneLine).\n")
        }
    }
}
