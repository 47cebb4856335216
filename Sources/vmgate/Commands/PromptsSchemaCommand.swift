import ArgumentParser
import Prompts

/// `vmgate prompts schema`.
struct PromptsSchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a catalog, for editors.",
        discussion: """
            EXAMPLE
              vmgate prompts schema > prompts/catalog.schema.json
            """)

    func run() throws {
        try StandardOutput.write(CatalogSchema.text)
    }
}
