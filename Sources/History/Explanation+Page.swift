import Domain

extension Explanation {
  private static let style = """
    body { font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; background: #f6f8fa; margin: 0 auto; padding: 2rem 1rem; max-width: 60rem }
    h1 { font-size: 1.5rem; overflow-wrap: anywhere }
    h2 { font-size: 1rem; margin: 0 0 .5rem }
    section { background: #fff; border: 1px solid #d8dee4; border-radius: 8px; padding: 1rem 1.25rem; margin: 1rem 0 }
    table { border-collapse: collapse; width: 100% }
    th { text-align: left; font-weight: 500; color: #57606a; width: 12rem; vertical-align: top; padding: .2rem 1rem .2rem 0 }
    td { overflow-wrap: anywhere; padding: .2rem 0; font-variant-numeric: tabular-nums }
    @media (max-width: 40rem) { th, td { display: block; width: auto } th { padding-top: .5rem } }
    """

  /// What a browser may do with the page: show it, in its own style, and nothing else; nobody may put it into a frame.
  package static let contentSecurityPolicy =
    "default-src 'none'; style-src '\(Digest.integrity(of: style))'; base-uri 'none'; form-action 'none'; "
    + "frame-ancestors 'none'"

  /// A page of its own, without anything fetched from elsewhere.
  package var page: String {
    let title = "Why " + HTML.escape(facts["interaction"]?["interaction_id"]?.string ?? "") + " was answered so"
    let body = sections.map { section in
      let rows = section.lines.map { line in
        "<tr><th scope=\"row\">\(HTML.escape(line.name))</th><td>\(HTML.escape(line.value))</td></tr>"
      }
      return "<section><h2>\(HTML.escape(section.title))</h2><table>\(rows.joined(separator: "\n"))</table></section>"
    }
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>\(Explanation.style)</style>
      </head>
      <body>
      <h1>\(title)</h1>
      \(body.joined(separator: "\n"))
      </body>
      </html>

      """
  }
}
