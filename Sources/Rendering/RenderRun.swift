internal import Glibc
public import Prompts
internal import SoundFiles
internal import Synchronization
internal import VoicemailModel

/// Renders what the languages of a folder lack, on all cores.
public struct RenderRun: Sendable {
    /// How it went.
    public struct Summary: Hashable, Sendable {
        public var languages = 0
        /// Those that espeak-ng has no voice for, which are not among `languages`.
        public var withoutVoice: [String] = []
        /// Sounds that the languages need.
        public var needed = 0
        public var rendered = 0
        /// Recordings, which were left as they are.
        public var recorded = 0
        /// Files of texts that no longer exist.
        public var removed = 0
        /// Each a sentence.
        public var failures: [String] = []
    }

    /// One sound, and the files that it is to stand in.
    private struct Job: Sendable {
        let source: SoundSource
        var sounds: [FoundSound]
        let language: String
    }

    private let directory: String
    private let workers: Int

    public init(directory: String, workers: Int) {
        self.directory = directory
        self.workers = max(1, workers)
    }

    /// Programs that are missing on this machine.
    public static var missingPrograms: [String] { Synthesizer.programs.filter { !ChildProcess.exists($0) } }

    /// - Parameter progress: is told by several tasks how many of how many sounds are done, and which is next.
    public func render(
        _ catalogs: [PromptCatalog], progress: @escaping @Sendable (_ done: Int, _ of: Int, _ next: String) -> Void
    ) async -> Summary {
        var summary = Summary()
        var jobs: [Job] = []
        for found in inParallel(catalogs, { Self.find($0, in: directory) }) {
            switch found {
            case .failure(let problem):
                summary.languages += 1
                summary.failures.append(problem.description)
            case .success(let language) where !language.hasVoice:
                summary.withoutVoice.append(language.catalog.language.text)
                summary.recorded += language.sounds.count { $0.state == .recorded }
            case .success(let language):
                summary.languages += 1
                summary.needed += language.sounds.count
                summary.recorded += language.sounds.count { $0.state == .recorded }
                for file in language.leftOver where unlink(file) == 0 { summary.removed += 1 }
                jobs += Self.jobs(language)
            }
        }
        guard !jobs.isEmpty else { return summary }
        let done = await work(jobs, progress: progress)
        summary.rendered = done.rendered
        summary.recorded += done.recorded
        summary.failures += done.failures.sorted()
        return summary
    }

    private static func find(_ catalog: PromptCatalog, in directory: String) -> Result<LanguageSounds, CatalogProblem> {
        Result { () throws(CatalogProblem) in
            let voice = try VoiceFile.read(catalog, directory: directory)
            return LanguageSounds(catalog, directory: directory, voice: voice, thoroughly: false)
        }
    }

    /// Equal texts, such as the hour thirteen and the minute thirteen, are rendered once.
    private static func jobs(_ language: LanguageSounds) -> [Job] {
        var jobs: [Job] = []
        var places: [SoundSource: Int] = [:]
        for sound in language.sounds where sound.state == .missing || sound.state == .stale {
            if let place = places[sound.source] {
                jobs[place].sounds.append(sound)
            } else {
                places[sound.source] = jobs.count
                jobs.append(Job(source: sound.source, sounds: [sound], language: language.catalog.language.text))
            }
        }
        return jobs
    }

    /// Hands out each job once.
    private final class JobQueue: Sendable {
        private let jobs: [Job]
        private let place = Atomic(0)

        init(_ jobs: [Job]) {
            self.jobs = jobs
        }

        func next() -> (index: Int, job: Job)? {
            let index = place.add(1, ordering: .relaxed).oldValue
            return index < jobs.count ? (index, jobs[index]) : nil
        }
    }

    private struct Work {
        var rendered = 0
        var recorded = 0
        var failures: [String] = []

        mutating func add(_ other: Work) {
            rendered += other.rendered
            recorded += other.recorded
            failures += other.failures
        }
    }

    private func work(_ jobs: [Job], progress: @escaping @Sendable (Int, Int, String) -> Void) async -> Work {
        let queue = JobQueue(jobs)
        return await withTaskGroup(of: Work.self) { group in
            for _ in 0..<min(workers, jobs.count) {
                group.addTask {
                    var work = Work()
                    guard let synthesizer = Synthesizer() else {
                        work.failures = ["No folder for temporary files could be made: is TMPDIR right?"]
                        return work
                    }
                    defer { synthesizer.close() }
                    while let (index, job) = queue.next() {
                        progress(index, jobs.count, "\(job.language)/\(job.sounds[0].text.name)")
                        work.add(await Self.perform(job, synthesizer))
                    }
                    return work
                }
            }
            return await group.reduce(into: Work()) { $0.add($1) }
        }
    }

    private static func perform(_ job: Job, _ synthesizer: Synthesizer) async -> Work {
        var work = Work()
        let bytes: [UInt8]
        do {
            bytes = try await synthesizer.render(job.source)
        } catch {
            work.failures = job.sounds.map { "\($0.file) \(error)." }
            return work
        }
        for sound in job.sounds {
            do {
                try write(bytes, for: sound, &work)
            } catch {
                work.failures.append(error.description)
            }
        }
        return work
    }

    private static func write(_ bytes: [UInt8], for sound: FoundSound, _ work: inout Work) throws(FileFailure) {
        // Somebody may have put a recording there meanwhile.
        if access(sound.file, F_OK) == 0, LanguageSounds.renderedSource(of: sound.file) == nil {
            work.recorded += 1
            return
        }
        if let slash = sound.file.lastIndex(of: "/") { mkdir(String(sound.file[..<slash]), 0o755) }
        try FileBytes.write(bytes, to: sound.file)
        work.rendered += 1
    }
}
