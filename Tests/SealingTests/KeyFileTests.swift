import Foundation
import Testing
import VoicemailModel

@testable import Sealing

@Suite("Key files", .timeLimit(.minutes(5)))
struct KeyFileTests {
    @Test("a key file is its owner's alone, is read back, and has no other file beside it")
    func create() throws {
        let folder = try TemporaryFolder()
        let key = try folder.keyFile.create()
        let read = try folder.keyFile.read()
        #expect(read.map(\.id) == [key.id])
        #expect(read[0].derivesSame(as: key))
        #expect(folder.entries == ["vmgate.key"])
        let mode = try FileManager.default.attributesOfItem(atPath: folder.keyFile.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
    }

    @Test("several keys keep their order, and the file is replaced whole")
    func replace() throws {
        let folder = try TemporaryFolder()
        let old = try folder.keyFile.create()
        let new = try SealKey.random()
        // What a write that was cut short leaves.
        try Data("half".utf8).write(to: URL(fileURLWithPath: folder.keyFile.path + ".new"))
        try folder.keyFile.replace(with: [new, old])
        #expect(try folder.keyFile.read().map(\.id) == [new.id, old.id])
        #expect(folder.entries == ["vmgate.key"])
    }

    @Test("a file that is there is never overwritten, nor what a link points to")
    func noOverwriting() throws {
        let folder = try TemporaryFolder()
        try folder.write("something".utf8)
        #expect(throws: SealingError.self) { try folder.keyFile.create() }
        #expect(try folder.bytes() == Array("something".utf8))
    }

    @Test("a file that ends anywhere before its end is refused")
    func truncated() throws {
        let folder = try TemporaryFolder()
        _ = try folder.keyFile.create()
        let bytes = try folder.bytes()
        for count in 0..<bytes.count {
            try folder.write(bytes.prefix(count))
            #expect(throws: SealingError.self, "\(count) bytes") { try folder.keyFile.read() }
        }
        try folder.write(bytes)
        #expect(try folder.keyFile.read().count == 1)
    }

    @Test("a file with any bit flipped is refused")
    func flipped() throws {
        let folder = try TemporaryFolder()
        _ = try folder.keyFile.create()
        let bytes = try folder.bytes()
        for index in bytes.indices {
            for bit in 0..<8 {
                var altered = bytes
                altered[index] ^= 1 << bit
                try folder.write(altered)
                #expect(throws: SealingError.self, "byte \(index), bit \(bit)") { try folder.keyFile.read() }
            }
        }
    }

    @Test("no sentence about a damaged file has a digit of its key")
    func sentences() throws {
        let folder = try TemporaryFolder()
        _ = try folder.keyFile.create()
        let text = String(decoding: try folder.bytes(), as: UTF8.self)
        let secret = try #require(text.split(whereSeparator: \.isWhitespace).first { $0.count == 64 })
        try folder.write(Array(text.utf8.dropLast(3)))
        let error = #expect(throws: SealingError.self) { try folder.keyFile.read() }
        #expect(!(error?.description.contains(secret.prefix(8)) ?? true))
        #expect("\(try SealKey.random())".count == 14)
    }
}

extension SealKey {
    fileprivate func derivesSame(as other: SealKey) -> Bool {
        code(of: [1, 2, 3]) == other.code(of: [1, 2, 3])
    }
}
