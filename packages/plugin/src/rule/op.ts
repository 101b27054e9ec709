export type Unary = "abs" | "sqrt" | "sign";
export type Arithmetic = "+" | "-" | "*" | "/" | "**" | "min" | "max";
export type Comparison = "<" | "<=" | ">" | ">=" | "==" | "!=";
/** `constant`, `scalar` (a hyperparameter or `t`) and `array` (one element of w, g or a state) are the leaves. */
export type Op = "constant" | "scalar" | "array" | "?" | Unary | Arithmetic | Comparison | "cbrt" | "exp";
