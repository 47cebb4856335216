/// The look of the HTML report, for light and dark.
///
/// HTML takes what is in `style` as it is, and XML does not: so there is no quote, no `>` and no `&` in it, which only
/// one of them would read.
enum ReportStyle {
    static let css = """
        :root { color-scheme: light dark; --page: #f6f7f9; --card: #ffffff; --ink: #14181f; --soft: #5a6472;
          --line: #e3e6eb; --granted: #2563c9; --denied: #86b0ee; --locked: #969ca6; --busy: #d99413;
          --unavailable: #d4622a; --error: #c5303b; --lost: #8d1d46; --unsent: #7a4fc4;
          --max: #9db8e6; --p99: #d99413; --p90: #5b8fe0; --p50: #163f86; --texture: #ffffff; }
        @media (prefers-color-scheme: dark) { :root { --page: #0f1216; --card: #181c22; --ink: #eceff3;
          --soft: #9ba5b3; --line: #2b313a; --granted: #4d8bf0; --denied: #a9c8f8; --locked: #7b838f; --busy: #e3a72f;
          --unavailable: #ef8354; --error: #ee6a72; --lost: #d9578d; --unsent: #a583e6;
          --max: #50658a; --p99: #e3a72f; --p90: #6c9eee; --p50: #c3d8fb; --texture: #181c22; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
          font-family: ui-sans-serif, Segoe UI, Roboto, Helvetica Neue, Arial, Liberation Sans, DejaVu Sans, sans-serif;
          font-size: 15px; }
        main { max-width: 980px; margin: 0 auto; padding: 36px 20px 64px; }
        h1 { font-size: 26px; line-height: 1.2; margin: 0 0 6px; letter-spacing: -0.01em; }
        h2 { font-size: 17px; margin: 0 0 12px; }
        p { margin: 0 0 8px; }
        .soft { color: var(--soft); }
        .notice { border-left: 4px solid var(--busy); background: var(--card); padding: 12px 16px; margin: 20px 0 0;
          border-radius: 0 8px 8px 0; }
        .notice.problem { border-color: var(--error); }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(132px, 1fr)); gap: 12px;
          margin: 24px 0 0; padding: 0; list-style: none; }
        .tiles li, section, figure { background: var(--card); border: 1px solid var(--line); border-radius: 12px; }
        .tiles li { padding: 14px 16px; }
        .tiles b { display: block; font-size: 25px; line-height: 1.25; font-weight: 650; letter-spacing: -0.01em; }
        .tiles span { color: var(--soft); font-size: 13px; }
        figure, section { margin: 16px 0 0; padding: 18px 20px; }
        figcaption { font-size: 17px; font-weight: 650; margin-bottom: 8px; }
        figure svg { display: block; width: 100%; height: auto; overflow: visible; }
        svg text { font-size: 12px; fill: var(--soft); font-variant-numeric: tabular-nums; }
        svg text.name { fill: var(--ink); font-weight: 600; paint-order: stroke; stroke: var(--card); stroke-width: 4px;
          stroke-linejoin: round; }
        .grid { stroke: var(--line); } .tick { stroke: var(--soft); opacity: .5; }
        .hover { fill: transparent; } .hover:hover { fill: var(--ink); fill-opacity: .06; }
        .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
        .line.max { stroke: var(--max); stroke-dasharray: 1 5; } .point.max { fill: var(--max); }
        .line.p99 { stroke: var(--p99); stroke-dasharray: 9 4; } .point.p99 { fill: var(--p99); }
        .line.p90 { stroke: var(--p90); stroke-dasharray: 4 4; } .point.p90 { fill: var(--p90); }
        .line.p50 { stroke: var(--p50); stroke-width: 2.5; } .point.p50 { fill: var(--p50); }
        .line.offered { stroke: var(--ink); stroke-width: 1.5; stroke-dasharray: 5 4; opacity: .75; }
        .line.ideal { stroke: var(--soft); stroke-dasharray: 2 5; }
        .deadline { stroke: var(--error); stroke-dasharray: 7 5; opacity: .8; }
        .dot { fill: var(--granted); stroke: var(--card); stroke-width: 1.5; }
        .cross { fill: none; stroke: var(--error); stroke-width: 2.5; stroke-linecap: round; }
        .outcome.denied { stroke-dasharray: 9 4; } .outcome.locked { stroke-dasharray: 2 5; }
        .outcome.busy { stroke-dasharray: 5 4; } .outcome.unavailable, .outcome.error, .outcome.lost
          { stroke-dasharray: 10 3 2 3; }
        \(outcomeRules)
        .legend { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 8px 0 0; padding: 0; list-style: none;
          color: var(--soft); font-size: 13px; }
        figure .swatch, .swatch { display: inline; width: 13px; height: 13px; margin-right: 7px; vertical-align: -1px; }
        .scroll { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; white-space: nowrap; }
        th { text-align: right; font-weight: 600; color: var(--soft); font-size: 13px; }
        td { text-align: right; } th, td { padding: 7px 0 7px 18px; border-bottom: 1px solid var(--line); }
        th:first-child, td:first-child { text-align: left; padding-left: 0; }
        tbody th { color: inherit; font-size: inherit; font-weight: 500; }
        tbody tr:last-child th, tbody tr:last-child td { border-bottom: 0; }
        dl { columns: 2 320px; column-gap: 40px; margin: 0; }
        dl div { display: grid; grid-template-columns: 11em 1fr; padding: 3px 0; break-inside: avoid; }
        dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
        @media print { body { background: none; } figure, section { break-inside: avoid; } }
        """

    private static let outcomeRules = Outcome.allCases.map { outcome in
        let name = outcome.rawValue
        return """
            .fill.\(name) { fill: var(--\(name)); } .line.outcome.\(name) { stroke: var(--\(name)); }
            .texture.\(name) { fill: url(#texture-\(name)); }
            """
    }.joined(separator: "\n")

    /// Lines and dots over the colours, so that no outcome is told by its colour alone.
    static var textures: Markup {
        let patterns = Outcome.allCases.compactMap { outcome in
            path(of: outcome).map { path in
                Markup(
                    "pattern",
                    [
                        "id": "texture-\(outcome.rawValue)", "width": "6", "height": "6",
                        "patternUnits": "userSpaceOnUse",
                    ], Markup("path", ["d": path, "stroke": "var(--texture)", "stroke-width": "1.1", "fill": "none"]))
            }
        }
        return Markup(
            "svg", ["width": "0", "height": "0", "aria-hidden": "true", "style": "position:absolute"],
            Markup("defs", [:], patterns))
    }

    private static func path(of outcome: Outcome) -> String? {
        switch outcome {
        case .granted: nil
        case .denied: "M-1 7L7 -1"
        case .locked: "M0 3H6"
        case .busy: "M-1 -1L7 7"
        case .unavailable: "M3 0V6"
        case .otherError: "M0 3H6M3 0V6"
        case .lost: "M-1 -1L7 7M-1 7L7 -1"
        case .unsent: "M2 2h1.5v1.5h-1.5z"
        }
    }
}
