/// What a look at the database found of something that is waited for.
package enum Look<Value> {
  case reached(Value)
  case missing(WaitError.Missing)
}
