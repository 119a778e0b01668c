//! Classes of a case, their goods and services, and the bases that stand beside them.

use std::collections::BTreeMap;

use super::super::tree::Node;
use super::super::{Class, MAX_GOODS_CHARS, nice_class, value};
use super::Reading;

/// The bases of the application (15 USC 1051, 1126, 1141f), as the classes name them.
pub(super) fn bases(trademark: &Node) -> Vec<&'static str> {
    const ELEMENTS: [(&str, &str); 5] = [
        ("BasisUseIndicator", "1(a)"),
        ("BasisIntentToUseIndicator", "1(b)"),
        ("BasisForeignApplicationIndicator", "44(d)"),
        ("BasisForeignRegistrationIndicator", "44(e)"),
        ("BasisInternationalRegistrationIndicator", "66(a)"),
    ];
    let mut bases = Vec::new();
    let Some(goods) = trademark.child("GoodsServicesBag") else {
        return bases;
    };
    for one in goods.all("GoodsServices") {
        let Some(current) = one.at(&["NationalFilingBasis", "CurrentBasis"]) else {
            continue;
        };
        for (element, basis) in ELEMENTS {
            let holds = current
                .text_at(&[element])
                .is_some_and(|text| text == "true");
            if holds && !bases.contains(&basis) {
                bases.push(basis);
            }
        }
    }
    bases.sort_unstable();
    bases
}

pub(super) fn classes(reading: &mut Reading, trademark: &Node) {
    let Some(bag) = trademark.child("GoodsServicesBag") else {
        return;
    };
    let mut classes: BTreeMap<u8, Class> = BTreeMap::new();
    let mut faults = Vec::new();
    for goods in bag.all("GoodsServices") {
        let mut own: Vec<u8> = Vec::new();
        for classification in goods
            .all("GoodsServicesClassificationBag")
            .flat_map(|bag| bag.all("GoodsServicesClassification"))
        {
            // “Primary” repeats another; “Domestic” are classes of an office's own.
            if classification
                .text_at(&["ClassificationKindCode"])
                .as_deref()
                != Some("Nice")
            {
                continue;
            }
            let text = classification.text_at(&["ClassNumber"]).unwrap_or_default();
            let edition = classification
                .text_at(&["ClassificationVersion"])
                .filter(|edition| edition.len() <= 20)
                .unwrap_or_default();
            match nice_class(&text) {
                Ok(class) => {
                    classes.entry(class).or_default().edition = edition;
                    own.push(class);
                }
                Err(sentence) => faults.push(("ClassNumber", sentence)),
            }
        }
        for description in goods
            .all("ClassDescriptionBag")
            .flat_map(|bag| bag.all("ClassDescription"))
        {
            let Some(text) = description.text_at(&["GoodsServicesDescriptionText"]) else {
                continue;
            };
            let class = match description
                .text_at(&["ClassNumber"])
                .as_deref()
                .map(nice_class)
            {
                Some(Ok(class)) => Some(class),
                // A description of a domestic class, or of the only Nice class beside it.
                Some(Err(_)) | None => own.first().copied().filter(|_| own.len() == 1),
            };
            let Some(class) = class.filter(|class| classes.contains_key(class)) else {
                continue;
            };
            match value(&text, MAX_GOODS_CHARS) {
                Ok(Some(text)) => {
                    let kept = classes.entry(class).or_default();
                    let joined = if kept.goods.is_empty() {
                        text
                    } else {
                        format!("{}; {text}", kept.goods)
                    };
                    if joined.chars().count() <= MAX_GOODS_CHARS {
                        kept.goods = joined;
                    }
                }
                Ok(None) => {}
                Err(sentence) => faults.push(("GoodsServicesDescriptionText", sentence)),
            }
        }
    }
    for (element, sentence) in faults {
        reading.fault(element, sentence);
    }
    reading.found.classes = classes;
}
