import Foundation
import FoundationXML
import Testing

/// What a reader of a script's page sees. A page that is not well-formed is none.
final class ScriptPage: NSObject, XMLParserDelegate {
    private(set) var texts: [String] = []
    private(set) var marks: [String] = []
    private(set) var languages: Set<String> = []
    private(set) var directions: Set<String> = []
    private var isInText = false
    private var isInMark = false

    init(_ page: String) throws {
        super.init()
        let parser = XMLParser(data: Data(page.utf8))
        parser.delegate = self
        try #require(parser.parse(), "\(parser.parserError.map { "\($0)" } ?? "") in line \(parser.lineNumber)")
    }

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        if name == "td" {
            if let language = attributes["lang"] { languages.insert(language) }
            if let direction = attributes["dir"] { directions.insert(direction) }
        }
        if name == "td", attributes["class"] == "text" {
            isInText = true
            texts.append("")
        }
        if name == "mark" {
            isInMark = true
            marks.append("")
        }
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        if isInText { texts[texts.count - 1] += string }
        if isInMark { marks[marks.count - 1] += string }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        if name == "td" { isInText = false }
        if name == "mark" { isInMark = false }
    }
}
