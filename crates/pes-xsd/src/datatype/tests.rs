mod decimals;
mod derivation;
mod enumerations;
mod identities;
mod moments;
mod properties;
mod texts;

use super::*;

/// The result of checking a value against a built-in type, with no namespaces in scope.
fn check(datatype: &str, raw: &str) -> Result<(), ValueError> {
    builtin(datatype).check(raw, &NoPrefixes)
}

fn builtin(name: &str) -> Arc<SimpleType> {
    SimpleType::builtin(name).expect(name)
}

/// Checks which literals a built-in type accepts and which it refuses.
fn assert_lexical_space(datatype: &str, accepted: &[&str], refused: &[&str]) {
    for raw in accepted {
        assert_eq!(check(datatype, raw), Ok(()), "{datatype} {raw:?}");
    }
    for raw in refused {
        assert_eq!(check(datatype, raw), Err(not_lexical(datatype)), "{datatype} {raw:?}");
    }
}

fn not_lexical(datatype: &str) -> ValueError {
    ValueError::NotLexical { datatype: builtin(datatype).builtin_ancestor() }
}

fn broken(facet: Facet, limit: &str) -> ValueError {
    ValueError::Facet { facet, limit: FacetLimit::One(limit.into()) }
}

/// A restriction by facets that are not fixed.
fn restrict(base: &Arc<SimpleType>, facets: &[(Facet, &str)]) -> Result<Arc<SimpleType>, DerivationError> {
    restrict_in(base, facets, &NoPrefixes)
}

fn restrict_in(
    base: &Arc<SimpleType>,
    facets: &[(Facet, &str)],
    prefixes: &dyn Prefixes,
) -> Result<Arc<SimpleType>, DerivationError> {
    let declarations: Vec<_> =
        facets.iter().map(|&(kind, value)| FacetDeclaration { kind, value, fixed: false, prefixes }).collect();
    SimpleType::restrict(base, &declarations)
}

fn restricted(base: &str, facets: &[(Facet, &str)]) -> Arc<SimpleType> {
    restrict(&builtin(base), facets).unwrap()
}

fn fault(base: &Arc<SimpleType>, facets: &[(Facet, &str)]) -> (Facet, FacetFault) {
    match restrict(base, facets) {
        Err(DerivationError::Facet { facet, fault }) => (facet, fault),
        other => panic!("{other:?}"),
    }
}

fn same(datatype: &str, one: &str, two: &str) -> bool {
    value(datatype, one) == value(datatype, two)
}

fn value(datatype: &str, raw: &str) -> Value<'static> {
    builtin(datatype).value(raw, &NoPrefixes).expect(raw).into_owned()
}

/// Whether the value space puts the first before the second, after it, or in no order.
fn order(datatype: &str, one: &str, two: &str) -> Option<std::cmp::Ordering> {
    value(datatype, one).order(&value(datatype, two))
}

/// Namespaces for tests: a prefix is bound to the text beside it.
struct Bindings(&'static [(&'static str, &'static str)]);

impl Prefixes for Bindings {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        self.0.iter().find(|(bound, _)| *bound == prefix).map(|(_, namespace)| *namespace)
    }
}
