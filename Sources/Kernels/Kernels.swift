/// Concrete Float kernels over raw memory, forward and backward side by side.
///
/// Whoever calls them is in another module, where a generic function or one that is called per element would cost far
/// more than it does: only concrete functions over whole blocks are `package`.
///
/// Shapes stand in the comments: B rows of a minibatch, I inputs, O outputs; all matrices are row-major. The gradient
/// kernels add to nothing: they overwrite, except where the comment says that they accumulate.
package enum Kernels {}
