use super::*;

#[test]
fn a_small_class_is_told_that_it_is_too_small() {
    let prints = vec![Print::default(); 7];
    let told = pairs(&prints, &Base::default(), |_| None).unwrap_err();
    assert_eq!(
        told.to_string(),
        "7 notes are too few to say what notes of this case usually share; pairs are shown from 8 on"
    );
    assert_eq!(
        pairs(&vec![Print::default(); 8], &Base::default(), |_| None),
        Ok(Vec::new())
    );
}
