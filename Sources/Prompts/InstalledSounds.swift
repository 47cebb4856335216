internal import Foundation
internal import VoicemailModel

/// The recordings that an engine on this machine has.
struct InstalledSounds {
    private let folder: String

    /// - Parameter folder: that of the engine's sounds: `/usr/share/asterisk/sounds`.
    init(folder: String) {
        self.folder = folder
    }

    /// The names that a pack has for recordings that are not installed. A language that is not installed at all is no
    /// problem: the engine may be on another machine.
    ///
    /// - Parameter directory: where the pack's files are.
    func problems(of pack: SoundPack, directory: String) -> [CatalogProblem] {
        var problems: [CatalogProblem] = []
        for (language, map) in pack.maps.sorted(by: { $0.key.text < $1.key.text }) {
            let path = "\(folder)/\(map.folder)"
            guard let installed = names(in: path) else { continue }
            for (id, names) in map.names.sorted(by: { $0.key.key < $1.key.key }) {
                let missing = names.filter { !installed.contains($0) && !pack.isOfCatalog($0) }
                guard !missing.isEmpty else { continue }
                let reason = "names \(missing.joined(separator: ", ")), which \(path) lacks; correct it or install it"
                problems.append(
                    CatalogProblem(
                        language: language.text, file: "\(directory)/\(language).json", key: id.key, reason: reason))
            }
        }
        return problems
    }

    /// The recordings in a folder, without their endings; nil when there is no such folder. It may be a link: Debian's
    /// alternatives choose a voice so.
    private func names(in path: String) -> Set<String>? {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path()
        guard let files = try? FileManager.default.subpathsOfDirectory(atPath: resolved) else { return nil }
        return Set(files.map { file in file.lastIndex(of: ".").map { String(file[..<$0]) } ?? file })
    }
}
