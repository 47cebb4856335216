import Access
import Foundation
import VoicemailModel

extension PINBlocklist {
    /// Reads the file of `pin_policy.blocklist`. No error shows what is in it: it may be somebody's PIN.
    init(file path: String) throws(CommandFailure) {
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            bytes = try handle.read(upToCount: Limits.blocklistBytes + 1) ?? Data()
        } catch {
            throw CommandFailure(
                "pin_policy.blocklist: \(path) cannot be read: is the path right, and may this user read it?")
        }
        guard bytes.count <= Limits.blocklistBytes else {
            throw CommandFailure("pin_policy.blocklist: \(path) is over \(Limits.blocklistBytes >> 20) MiB.")
        }
        do {
            self = try PINBlocklist(Array(bytes))
        } catch {
            throw CommandFailure(
                "pin_policy.blocklist: line \(error.line) of \(path) is not a PIN: a line has one of 6 to 10 digits, and"
                    + " comments begin with #.")
        }
    }
}
