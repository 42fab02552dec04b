import COpenBLAS

/// Concrete Float kernels over raw memory, forward and backward side by side.
///
/// Shapes stand in the comments: B rows of a minibatch, I inputs, O outputs; all matrices are row-major. The gradient
/// kernels add to nothing: they overwrite, except where the comment says that they accumulate.
enum Kernels {}
