//! Finds the mutants of a file in its syntax, and what to write for each.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, ExprBinary, ReturnType, Signature};

use crate::source::{Bytes, Source, bytes_of};
use crate::{Aside, Mutant};

/// What is to be written into one file.
#[derive(Default)]
pub struct Found {
    pub edits: Vec<Edit>,
    pub aside: BTreeMap<u32, Aside>,
}

pub struct Edit {
    /// Of the function that it stands in.
    pub function: Bytes,
    /// What it takes the place of; empty where it stands before what is there.
    pub bytes: Bytes,
    pub change: Change,
}

pub enum Change {
    /// Another expression instead.
    Instead { number: u32, text: String },
    /// A return before the function's first statement.
    Return { number: u32, value: String },
    /// A guard after an arm's pattern.
    Guard { number: u32 },
    /// Nothing instead.
    Strike,
}

/// An operator around the one at hand, without a parenthesis between them.
#[derive(Clone)]
struct Around {
    bytes: Bytes,
    lazy: bool,
    with_let: bool,
}

struct Function {
    bytes: Bytes,
    /// Whether it must stay `const`.
    constant: bool,
}

struct Finder<'a> {
    source: &'a Source<'a>,
    /// By genre and place; several where one place has several replacements.
    wanted: BTreeMap<(String, usize, usize), Vec<Mutant>>,
    constant: &'a BTreeSet<String>,
    functions: Vec<Function>,
    /// How deep we are in what is worked out while compiling.
    while_compiling: usize,
    found: Found,
}

/// Finds each mutant; one that is not found, or cannot have a switch, is set aside.
pub fn find(text: &str, mutants: &[Mutant], constant: &BTreeSet<String>) -> syn::Result<Found> {
    let syntax = syn::parse_file(text)?;
    let source = Source::new(text);
    let mut wanted: BTreeMap<_, Vec<Mutant>> = BTreeMap::new();
    for mutant in mutants {
        if let Some(bytes) = source.bytes(mutant.span) {
            let place = (mutant.genre.clone(), bytes.start, bytes.end);
            wanted.entry(place).or_default().push(mutant.clone());
        }
    }
    let mut finder = Finder {
        source: &source,
        wanted,
        constant,
        functions: Vec::new(),
        while_compiling: 0,
        found: Found::default(),
    };
    finder.visit_file(&syntax);
    let mut found = finder.found;
    let placed: BTreeSet<u32> = found.edits.iter().filter_map(Edit::number).collect();
    for mutant in mutants {
        if !placed.contains(&mutant.number) {
            found.aside.entry(mutant.number).or_insert(Aside::Alone);
        }
    }
    Ok(found)
}

impl Edit {
    fn number(&self) -> Option<u32> {
        match self.change {
            Change::Instead { number, .. }
            | Change::Return { number, .. }
            | Change::Guard { number } => Some(number),
            Change::Strike => None,
        }
    }
}

impl Finder<'_> {
    fn take(&mut self, genre: &str, bytes: &Bytes) -> Vec<Mutant> {
        let place = (genre.to_owned(), bytes.start, bytes.end);
        self.wanted.remove(&place).unwrap_or_default()
    }

    /// Sets aside what stands where no switch can be read.
    fn put(&mut self, number: u32, bytes: Bytes, change: Change) {
        match self.functions.last() {
            Some(function) if self.while_compiling == 0 && !function.constant => {
                let function = function.bytes.clone();
                self.found.edits.push(Edit {
                    function,
                    bytes,
                    change,
                });
            }
            _ => self.aside(number, Aside::Alone),
        }
    }

    fn aside(&mut self, number: u32, why: Aside) {
        self.found.aside.insert(number, why);
    }

    /// Writes the whole expression again, with the replacement at the mutant's place in it.
    fn instead(&mut self, mutant: &Mutant, place: &Bytes, whole: &Bytes) {
        let before = self.source.text(&(whole.start..place.start));
        let after = self.source.text(&(place.end..whole.end));
        let text = format!("{before}{}{after}", mutant.replacement);
        if syn::parse_str::<Expr>(&text).is_ok() {
            let number = mutant.number;
            self.put(number, whole.clone(), Change::Instead { number, text });
        } else {
            self.aside(mutant.number, Aside::Alone);
        }
    }

    fn function(&mut self, bytes: Bytes, signature: &Signature, block: &Block) {
        let mut constant = false;
        if let Some(word) = &signature.constness {
            constant = self.constant.contains(&signature.ident.to_string());
            if !constant {
                // What reads a switch while the program runs cannot be worked out before.
                self.found.edits.push(Edit {
                    function: bytes.clone(),
                    bytes: bytes_of(word),
                    change: Change::Strike,
                });
            }
        }
        self.functions.push(Function { bytes, constant });
        if let (Some(first), Some(last)) = (block.stmts.first(), block.stmts.last()) {
            let body = bytes_of(first).start..bytes_of(last).end;
            for mutant in self.take("FnValue", &body) {
                let number = mutant.number;
                if is_opaque(&signature.output) {
                    // Two ways out would have to be of one type that nobody can name.
                    self.aside(number, Aside::Alone);
                } else {
                    let value = mutant.replacement;
                    let before = body.start..body.start;
                    self.put(number, before, Change::Return { number, value });
                }
            }
        }
    }

    fn binary(&mut self, node: &ExprBinary, around: &[Around]) {
        let lazy = is_lazy(&node.op);
        let here = Around {
            bytes: bytes_of(node),
            lazy,
            with_let: lazy && (has_let(&node.left) || has_let(&node.right)),
        };
        let mut all = around.to_vec();
        all.push(here);
        let place = bytes_of(&node.op);
        for mutant in self.take("BinaryOperator", &place) {
            // Another operator may bind otherwise, as far as the operators around it reach;
            // those that are not lazy stay tighter than those that are.
            let reach = all.iter().rev().take_while(|one| lazy || !one.lazy);
            let whole = reach.clone().last().map(|one| one.bytes.clone());
            if reach.clone().any(|one| one.with_let) {
                // No `let` may stand beside `||`.
                self.aside(mutant.number, Aside::Unviable);
            } else if let Some(whole) = whole {
                self.instead(&mutant, &place, &whole);
            }
        }
        let below: &[Around] = if is_assignment(&node.op) { &[] } else { &all };
        for operand in [&*node.left, &*node.right] {
            match operand {
                Expr::Binary(inner) if inner.attrs.is_empty() => self.binary(inner, below),
                other => self.visit_expr(other),
            }
        }
    }

    fn compiled(&mut self, visit: impl FnOnce(&mut Self)) {
        self.while_compiling += 1;
        visit(self);
        self.while_compiling -= 1;
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        self.function(bytes_of(node), &node.sig, &node.block);
        visit::visit_item_fn(self, node);
        self.functions.pop();
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.function(bytes_of(node), &node.sig, &node.block);
        visit::visit_impl_item_fn(self, node);
        self.functions.pop();
    }

    fn visit_trait_item_fn(&mut self, node: &'ast syn::TraitItemFn) {
        if let Some(block) = &node.default {
            self.function(bytes_of(node), &node.sig, block);
            visit::visit_trait_item_fn(self, node);
            self.functions.pop();
        }
    }

    fn visit_expr_binary(&mut self, node: &'ast ExprBinary) {
        self.binary(node, &[]);
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        let place = bytes_of(&node.op);
        for mutant in self.take("UnaryOperator", &place) {
            self.instead(&mutant, &place, &bytes_of(node));
        }
        visit::visit_expr_unary(self, node);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        for mutant in self.take("MatchArm", &bytes_of(node)) {
            let after = bytes_of(&node.pat).end;
            let number = mutant.number;
            self.put(number, after..after, Change::Guard { number });
        }
        if let Some((_, guard)) = &node.guard {
            let place = bytes_of(guard);
            for mutant in self.take("MatchArmGuard", &place) {
                if has_let(guard) {
                    // The arm may need what the guard binds.
                    self.aside(mutant.number, Aside::Alone);
                } else {
                    self.instead(&mutant, &place, &place);
                }
            }
        }
        visit::visit_arm(self, node);
    }

    fn visit_expr_struct(&mut self, node: &'ast syn::ExprStruct) {
        for pair in node.fields.pairs() {
            let mut place = bytes_of(*pair.value());
            if let Some(comma) = pair.punct() {
                place.end = bytes_of(*comma).end;
            }
            for mutant in self.take("StructField", &place) {
                self.instead(&mutant, &place, &bytes_of(node));
            }
        }
        visit::visit_expr_struct(self, node);
    }

    fn visit_item_const(&mut self, node: &'ast syn::ItemConst) {
        self.compiled(|finder| visit::visit_item_const(finder, node));
    }

    fn visit_impl_item_const(&mut self, node: &'ast syn::ImplItemConst) {
        self.compiled(|finder| visit::visit_impl_item_const(finder, node));
    }

    fn visit_trait_item_const(&mut self, node: &'ast syn::TraitItemConst) {
        self.compiled(|finder| visit::visit_trait_item_const(finder, node));
    }

    fn visit_item_static(&mut self, node: &'ast syn::ItemStatic) {
        self.compiled(|finder| visit::visit_item_static(finder, node));
    }

    fn visit_expr_const(&mut self, node: &'ast syn::ExprConst) {
        self.compiled(|finder| visit::visit_expr_const(finder, node));
    }

    fn visit_expr_repeat(&mut self, node: &'ast syn::ExprRepeat) {
        self.visit_expr(&node.expr);
        self.compiled(|finder| finder.visit_expr(&node.len));
    }

    fn visit_variant(&mut self, node: &'ast syn::Variant) {
        self.compiled(|finder| visit::visit_variant(finder, node));
    }

    fn visit_type(&mut self, node: &'ast syn::Type) {
        self.compiled(|finder| visit::visit_type(finder, node));
    }

    fn visit_pat(&mut self, node: &'ast syn::Pat) {
        self.compiled(|finder| visit::visit_pat(finder, node));
    }

    fn visit_generic_argument(&mut self, node: &'ast syn::GenericArgument) {
        self.compiled(|finder| visit::visit_generic_argument(finder, node));
    }
}

fn is_lazy(operator: &BinOp) -> bool {
    matches!(operator, BinOp::And(_) | BinOp::Or(_))
}

fn is_assignment(operator: &BinOp) -> bool {
    matches!(
        operator,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
            | BinOp::BitXorAssign(_)
            | BinOp::BitAndAssign(_)
            | BinOp::BitOrAssign(_)
            | BinOp::ShlAssign(_)
            | BinOp::ShrAssign(_)
    )
}

/// Whether a condition binds a name to what comes after it.
fn has_let(condition: &Expr) -> bool {
    match condition {
        Expr::Binary(both) if is_lazy(&both.op) => has_let(&both.left) || has_let(&both.right),
        other => matches!(other, Expr::Let(_)),
    }
}

/// Whether a function says only what its value can do, and not of what type it is.
fn is_opaque(output: &ReturnType) -> bool {
    struct Opaque(bool);
    impl Visit<'_> for Opaque {
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let mut opaque = Opaque(false);
    opaque.visit_return_type(output);
    opaque.0
}
