import Foundation
import Testing

/// What a reader follows: the links of every page.
@Suite("The documentation is in order", .timeLimit(.minutes(5)))
struct DocumentationTests {
    /// A page: its links, and the anchors that others may link to.
    private struct Page {
        /// A link as it is written, and its line.
        struct Link: Equatable {
            let target: String
            let line: Int
        }

        var links: [Link] = []
        var anchors: Set<String> = []

        /// Reads Markdown: headings with `#`, links and pictures as `[text](target)`, both outside of code.
        init(_ text: String) {
            var isCode = false
            for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if line.drop(while: { $0 == " " }).hasPrefix("```") {
                    isCode.toggle()
                } else if !isCode {
                    if let heading = line.wholeMatch(of: /#+ +(.+)/) { add(anchorOf: String(heading.1)) }
                    let prose = line.replacing(/`[^`]*`/, with: "")
                    links += prose.matches(of: /\]\(([^()\s]+)\)/).map { Link(target: String($0.1), line: index + 1) }
                }
            }
        }

        /// GitHub's anchor of a heading: lower case, without punctuation, hyphens for spaces, and a number if it was there.
        private mutating func add(anchorOf heading: String) {
            let kept = heading.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
            let anchor = kept.replacing(" ", with: "-")
            let others = (1...).lazy.map { "\(anchor)-\($0)" }
            anchors.insert(anchors.contains(anchor) ? others.first { !anchors.contains($0) } ?? anchor : anchor)
        }
    }

    private static let top = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func page(_ path: String) throws -> Page {
        Page(try String(contentsOf: top.appending(path: path), encoding: .utf8))
    }

    /// The pages that are installed, by their paths from the top of the repository.
    private static func paths() -> [String] {
        let folder = FileManager.default.enumerator(atPath: top.appending(path: "docs").path)
        let inFolder = folder?.compactMap { $0 as? String }.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" } ?? []
        return ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "Benchmarks/README.md"] + inFolder
    }

    @Test("every link of every page leads to a file that there is, and to a heading in it", arguments: paths())
    func links(path: String) throws {
        for link in try Self.page(path).links where link.target.firstMatch(of: /^[a-z]+:/) == nil {
            let parts = link.target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            let folder = URL(filePath: "/\(path)").deletingLastPathComponent()
            let target =
                parts[0].isEmpty ? path : String(folder.appending(path: parts[0]).standardized.path.dropFirst())
            let isThere = FileManager.default.fileExists(atPath: Self.top.appending(path: target).path)
            #expect(isThere, "\(path):\(link.line) links to \(link.target), and there is no \(target)")
            guard isThere, parts.count == 2 else { continue }
            #expect(
                try Self.page(target).anchors.contains(parts[1]),
                "\(path):\(link.line) links to \(link.target), and \(target) has no such heading")
        }
    }

    @Test("no page of docs is out of reach: README, or a page that it leads to, links to it")
    func reach() throws {
        var reached: Set = ["README.md"]
        var waiting = ["README.md"]
        while let path = waiting.popLast() {
            let folder = URL(filePath: "/\(path)").deletingLastPathComponent()
            for link in try Self.page(path).links {
                let file = String(link.target.prefix { $0 != "#" })
                let target = String(folder.appending(path: file).standardized.path.dropFirst())
                if file.hasSuffix(".md"), !file.contains(":"), reached.insert(target).inserted {
                    waiting.append(target)
                }
            }
        }
        let unreached = Set(Self.paths()).subtracting(reached).sorted()
        #expect(unreached.isEmpty, "no page links to these")
    }

    @Test("the dialplan of README is the one that docs/pbx.md has and that was tried")
    func dialplan() throws {
        let dialplans = try ["README.md", "docs/pbx.md"].map { path in
            let lines = try String(contentsOf: Self.top.appending(path: path), encoding: .utf8).split(separator: "\n")
            return lines.map { $0.trimmingCharacters(in: .whitespaces) }.drop { $0 != "[voicemail]" }
                .prefix { $0 != "```" }
        }
        #expect(dialplans[0].count > 5)
        #expect(dialplans[0] == dialplans[1])
    }

    /// The words of the code, and those that its files and folders are named by.
    private static let codeWords: Set<String> = {
        var words: Set<String> = []
        func add(_ text: String) {
            for word in text.utf8.split(whereSeparator: { !isWordByte($0) }) { words.insert(String(Substring(word))) }
        }
        for folder in ["Sources", "Tests", "FuzzTesting", "Benchmarks", "scripts"] {
            let root = top.appending(path: folder)
            for path in FileManager.default.enumerator(atPath: root.path)?.compactMap({ $0 as? String }) ?? [] {
                add(path)
                guard ["swift", "c", "h", "cpp", "py", "sh"].contains(URL(filePath: path).pathExtension) else {
                    continue
                }
                add((try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? "")
            }
        }
        return words
    }()

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
            || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
    }

    private static func pagesAboutCode() -> [String] {
        paths().filter { $0.hasPrefix("docs/decisions/") } + ["docs/architecture.md", "CONTRIBUTING.md"]
    }

    @Test("a page about the code names nothing that is not there any more", arguments: pagesAboutCode())
    func names(path: String) throws {
        // Where only the form of a name is shown.
        let forms: Set = ["Topic", "Area"]
        let text = try String(contentsOf: Self.top.appending(path: path), encoding: .utf8)
        for code in text.matches(of: /`([^`\n]+)`/) {
            // Names of types and of members: what has letters of both cases.
            for word in code.1.matches(of: /[A-Z]\w*[a-z]\w*|[a-z]+[A-Z]\w*/).map({ String($0.0) }) {
                let isThere = Self.codeWords.contains(word) || forms.contains(word)
                #expect(isThere, "\(path): \(code.0) has \(word), which is nowhere in the code")
            }
        }
    }

    @Test("a page's anchors are GitHub's, and what is code has neither links nor headings")
    func reader() {
        let page = Page(
            """
            # A page: `vmgate serve`, in short
            ## See it
            ## See it
            [one](a.md#b) and `[no](link)` and ![two](c.png)
            ```
            # no heading
            [no](link)
            ```
            """)
        #expect(page.anchors == ["a-page-vmgate-serve-in-short", "see-it", "see-it-1"])
        #expect(page.links == [.init(target: "a.md#b", line: 4), .init(target: "c.png", line: 4)])
    }
}
