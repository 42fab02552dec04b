/// What is wrong with percent escapes, and how to mend it.
enum PercentError: String, Error, Hashable {
  case escape = "a % without two hexadecimal digits behind it; write a percent sign as %25"
  case notUTF8 = "escapes that are not UTF-8; escape the bytes of the text as UTF-8"
  case nul = "a NUL character (%00); leave it out"
}
