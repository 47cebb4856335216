/// A drawing area with two axes, its title and its description.
struct Chart {
    static let width = 880.0
    static let height = 300.0
    static let left = 64.0
    static let right = Chart.width - 92
    static let top = 14.0
    static let bottom = Chart.height - 40

    /// Distinguishes the chart's ids from those of the others on the page.
    let id: String
    let title: String
    /// What the chart shows, for those who do not see it.
    let summary: String
    let x: ChartScale
    let y: ChartScale
    let xLabel: String
    let xText: (Double) -> String
    let yText: (Double) -> String

    /// The chart with what is drawn in it, from back to front.
    func figure(_ marks: [Markup], legend: Markup = Markup()) -> Markup {
        let svg = Markup(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(Int(Self.width)) \(Int(Self.height))",
                "role": "img", "aria-labelledby": "\(id)-title \(id)-summary",
            ],
            [
                Markup("title", ["id": "\(id)-title"], Markup(title)),
                Markup("desc", ["id": "\(id)-summary"], Markup(summary)),
            ]
                + axes + marks)
        return Markup("figure", [:], Markup("figcaption", [:], Markup(title)), svg, legend)
    }

    private var axes: [Markup] {
        y.ticks.flatMap { tick in
            let position = y.position(tick)
            return [
                Self.line(Self.left, position, Self.right, position, "grid"),
                Self.text(yText(tick), Self.left - 8, position + 4, "axis", anchor: "end"),
            ]
        }
            + x.ticks.flatMap { tick in
                let position = x.position(tick)
                return [
                    Self.line(position, Self.bottom, position, Self.bottom + 5, "tick"),
                    Self.text(xText(tick), position, Self.bottom + 19, "axis", anchor: "middle"),
                ]
            }
            + [Self.text(xLabel, (Self.left + Self.right) / 2, Self.height - 4, "axis label", anchor: "middle")]
    }

    /// Lines with a label at each one's right end, moved apart where they would meet.
    func lines(_ series: [ChartLine]) -> [Markup] {
        let drawn = series.filter { !$0.points.isEmpty }
        var marks = drawn.map { line in
            Markup("path", ["class": "line \(line.style)", "d": path(line.points)])
        }
        for line in drawn where line.showsPoints {
            marks += line.points.compactMap { point in
                point.y.map { y in
                    Markup(
                        "circle",
                        [
                            "class": "point \(line.style)", "cx": Self.number(x.position(point.x)),
                            "cy": Self.number(self.y.position(y)), "r": "2.5",
                        ])
                }
            }
        }
        let ends = drawn.compactMap { line in
            line.points.last { $0.y != nil }.map {
                (line: line, x: x.position($0.x), y: y.position($0.y ?? 0))
            }
        }
        let places = Self.apart(ends.map { (x: $0.x, y: $0.y) })
        for (end, place) in zip(ends, places) {
            marks.append(Self.text(end.line.name, end.x + 8, place + 4, "name \(end.line.style)", anchor: "start"))
        }
        return marks
    }

    /// A gap in the points is a gap in the line: nothing happened there.
    private func path(_ points: [ChartLine.Point]) -> String {
        var path = ""
        var isDrawing = false
        for point in points {
            guard let value = point.y else {
                isDrawing = false
                continue
            }
            path += "\(isDrawing ? "L" : "M")\(Self.number(x.position(point.x))) \(Self.number(y.position(value)))"
            isDrawing = true
        }
        return path
    }

    /// The heights of labels, moved down so that none touches another, in the order that they came in.
    static func apart(_ labels: [(x: Double, y: Double)]) -> [Double] {
        let height = 15.0
        let width = 72.0
        var moved = labels.map(\.y)
        var placed: [Int] = []
        for index in labels.indices.sorted(by: { labels[$0].y < labels[$1].y }) {
            for other in placed where abs(labels[other].x - labels[index].x) < width {
                moved[index] = max(moved[index], moved[other] + height)
            }
            placed.append(index)
        }
        let excess = max(0, (moved.max() ?? 0) - bottom)
        return moved.map { $0 - excess }
    }

    static func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) -> Markup {
        Markup("line", ["class": style, "x1": number(x1), "y1": number(y1), "x2": number(x2), "y2": number(y2)])
    }

    static func text(_ text: String, _ x: Double, _ y: Double, _ style: String, anchor: String) -> Markup {
        Markup("text", ["class": style, "x": number(x), "y": number(y), "text-anchor": anchor], Markup(text))
    }

    static func number(_ value: Double) -> String { Figures.fixed(value, 1) }
}

/// One line of a chart.
struct ChartLine {
    struct Point {
        let x: Double
        /// Nil where there is no value.
        let y: Double?
    }

    let name: String
    /// The class that gives it its colour and its dashes.
    let style: String
    let points: [Point]
    var showsPoints = false
}
