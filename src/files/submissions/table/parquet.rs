//! Parquet: a table by columns, in groups of rows.
//!
//! Of a group, the ids are read when its rows come, and the texts when the first of its notes is; those of one group
//! are kept, since its notes are read one after the other.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ::parquet::errors::ParquetError;
use ::parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use ::parquet::record::{Field, Row};
use ::parquet::schema::types::{Type, TypePtr};

use crate::files::{FileError, Member};

use super::guess::{Column, Columns, Sample, choose};
use super::{GatherOptions, RowNote, RowNotes, input};

/// Rows that are looked at to find the columns.
const SAMPLE: usize = 50;

/// The notes of a Parquet file.
pub(super) fn notes(path: &Path, options: &GatherOptions) -> Result<RowNotes, FileError> {
    let error = |message: String| FileError::new(path, message);
    let file = File::open(path).map_err(|io| FileError::io(path, &io))?;
    drop(file);
    let (columns, groups) = guarded(|| {
        let reader = open(path)?;
        let sample = sample(&*reader)?;
        Ok((choose(&sample, options), reader.num_row_groups()))
    })
    .map_err(error)?;
    let table = Arc::new(Table {
        path: path.to_owned(),
        columns: columns.map_err(error)?,
        texts: Mutex::new(None),
    });
    let rows = (0..groups).flat_map(
        move |group| -> Box<dyn Iterator<Item = Result<RowNote, FileError>> + Send> {
            match guarded(|| table.ids(group)) {
                Ok((before, ids)) => {
                    let table = table.clone();
                    Box::new(
                        ids.into_iter()
                            .enumerate()
                            .map(move |(row, id)| Ok(table.note(group, before, row, id))),
                    )
                }
                Err(message) => Box::new(std::iter::once(Err(FileError::new(&table.path, message)))),
            }
        },
    );
    Ok(Box::new(rows))
}

#[derive(Debug)]
struct Table {
    path: PathBuf,
    columns: Columns,
    /// The texts of the group that was read last.
    texts: Mutex<Option<(usize, Texts)>>,
}

/// The texts of a group.
type Texts = Arc<Vec<Option<String>>>;

impl Table {
    /// How many rows are before a group, and the ids of its own.
    fn ids(&self, group: usize) -> Result<(i64, Vec<Option<String>>), ParquetError> {
        let reader = open(&self.path)?;
        let metadata = reader.metadata();
        let before = (0..group).map(|group| metadata.row_group(group).num_rows()).sum();
        let ids = match &self.columns.id {
            Some(id) => column(&*reader, group, id)?,
            None => {
                let rows = usize::try_from(metadata.row_group(group).num_rows()).unwrap_or_default();
                vec![None; rows]
            }
        };
        Ok((before, ids))
    }

    fn note(self: &Arc<Self>, group: usize, before: i64, row: usize, id: Option<String>) -> RowNote {
        let id = id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let id = id.unwrap_or_else(|| format!("row {}", before + row as i64 + 1));
        let member = Arc::new(ParquetRow {
            table: self.clone(),
            group,
            row,
        });
        RowNote {
            input: input(&self.path, &id, member),
            id,
            size: 0,
        }
    }

    fn texts(&self, group: usize) -> Result<Texts, String> {
        let mut kept = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, texts)) = kept.as_ref().filter(|(of, _)| *of == group) {
            return Ok(texts.clone());
        }
        let texts = guarded(|| column(&*open(&self.path)?, group, &self.columns.text)).map(Arc::new)?;
        *kept = Some((group, texts.clone()));
        Ok(texts)
    }
}

#[derive(Debug)]
struct ParquetRow {
    table: Arc<Table>,
    group: usize,
    row: usize,
}

impl Member for ParquetRow {
    fn read(&self, buffer: &mut Vec<u8>) -> Result<(), String> {
        let texts = self.table.texts(self.group)?;
        match texts.get(self.row) {
            Some(Some(text)) if !text.trim().is_empty() => {
                buffer.extend_from_slice(text.as_bytes());
                Ok(())
            }
            _ => Err(format!(
                "has no text in the column \"{}\"",
                self.table.columns.text.name
            )),
        }
    }
}

fn open(path: &Path) -> Result<Box<dyn FileReader>, ParquetError> {
    Ok(Box::new(SerializedFileReader::new(File::open(path)?)?))
}

/// What came out, or why not; a damaged file can make the reader panic.
fn guarded<T>(work: impl FnOnce() -> Result<T, ParquetError>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(Ok(out)) => Ok(out),
        Ok(Err(ParquetError::NYI(what))) => Err(format!("is a Parquet file of a kind that is not read ({what})")),
        Ok(Err(_)) | Err(_) => Err("is no Parquet file, or damaged; write it again".to_owned()),
    }
}

fn sample(reader: &dyn FileReader) -> Result<Sample, ParquetError> {
    let fields = reader.metadata().file_metadata().schema().get_fields();
    // Lists and structures are neither ids nor texts.
    let kept: Vec<TypePtr> = fields.iter().filter(|field| field.is_primitive()).cloned().collect();
    let headers = kept.iter().map(|field| field.name().to_owned()).collect();
    let mut rows = Vec::new();
    if !kept.is_empty() {
        for row in reader.get_row_iter(Some(projection(reader, kept)?))?.take(SAMPLE) {
            rows.push(cells(&row?).into_iter().map(Option::unwrap_or_default).collect());
        }
    }
    Ok(Sample { headers, rows })
}

/// All cells of one column of a group.
fn column(reader: &dyn FileReader, group: usize, column: &Column) -> Result<Vec<Option<String>>, ParquetError> {
    let fields = reader.metadata().file_metadata().schema().get_fields();
    let kept = fields
        .iter()
        .filter(|field| field.name() == column.name)
        .cloned()
        .collect();
    let projection = projection(reader, kept)?;
    let group: Box<dyn RowGroupReader + '_> = reader.get_row_group(group)?;
    let mut out = Vec::new();
    for row in group.get_row_iter(Some(projection))? {
        out.push(cells(&row?).into_iter().next().flatten());
    }
    Ok(out)
}

fn projection(reader: &dyn FileReader, fields: Vec<TypePtr>) -> Result<Type, ParquetError> {
    let schema = reader.metadata().file_metadata().schema();
    Type::group_type_builder(schema.name()).with_fields(fields).build()
}

fn cells(row: &Row) -> Vec<Option<String>> {
    let cell = |(_, field): (&String, &Field)| match field {
        Field::Null => None,
        Field::Str(text) => Some(text.clone()),
        Field::Bytes(bytes) => Some(String::from_utf8_lossy(bytes.data()).into_owned()),
        other => Some(other.to_string()),
    };
    row.get_column_iter().map(cell).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::parquet::basic::{LogicalType, Repetition, Type as Physical};
    use ::parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use ::parquet::file::properties::WriterProperties;
    use ::parquet::file::writer::SerializedFileWriter;

    /// Groups of rows of an id and a text.
    fn write(path: &Path, groups: &[&[(i64, Option<&str>)]]) {
        let id = Type::primitive_type_builder("note_id", Physical::INT64)
            .with_repetition(Repetition::REQUIRED)
            .build()
            .unwrap();
        let text = Type::primitive_type_builder("text", Physical::BYTE_ARRAY)
            .with_logical_type(Some(LogicalType::String))
            .with_repetition(Repetition::OPTIONAL)
            .build()
            .unwrap();
        let schema = Type::group_type_builder("schema")
            .with_fields(vec![Arc::new(id), Arc::new(text)])
            .build()
            .unwrap();
        let properties = Arc::new(WriterProperties::builder().build());
        let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), Arc::new(schema), properties).unwrap();
        for rows in groups {
            let mut group = writer.next_row_group().unwrap();
            let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column.typed::<Int64Type>().write_batch(&ids, None, None).unwrap();
            column.close().unwrap();
            let texts: Vec<ByteArray> = rows.iter().filter_map(|(_, text)| *text).map(ByteArray::from).collect();
            let there: Vec<i16> = rows.iter().map(|(_, text)| i16::from(text.is_some())).collect();
            let mut column = group.next_column().unwrap().unwrap();
            column
                .typed::<ByteArrayType>()
                .write_batch(&texts, Some(&there), None)
                .unwrap();
            column.close().unwrap();
            group.close().unwrap();
        }
        writer.close().unwrap();
    }

    #[test]
    fn rows_of_several_groups() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        write(&path, &[&[(7, Some("CC: cough")), (8, None)], &[(9, Some("CC: pain"))]]);
        let all: Vec<RowNote> = notes(&path, &GatherOptions::default())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let read = |note: &RowNote| {
            let mut buffer = Vec::new();
            match crate::files::read(&note.input, &mut buffer) {
                Ok(()) => String::from_utf8(buffer).unwrap(),
                Err(error) => format!("! {}", error.message),
            }
        };
        // In any order.
        let texts: Vec<String> = [2, 0, 1].map(|at: usize| read(&all[at])).into();
        assert_eq!(texts, ["CC: pain", "CC: cough", "! has no text in the column \"text\""]);
        let ids: Vec<&str> = all.iter().map(|note| note.id.as_str()).collect();
        assert_eq!(ids, ["7", "8", "9"]);
    }

    #[test]
    fn damaged_files_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.parquet");
        write(&path, &[&[(7, Some("CC: cough"))]]);
        let whole = std::fs::read(&path).unwrap();
        for cut in [0, 4, whole.len() / 2, whole.len() - 1] {
            std::fs::write(&path, &whole[..cut]).unwrap();
            let error = notes(&path, &GatherOptions::default()).err().unwrap();
            assert!(error.message.contains("no Parquet file, or damaged"), "{error}");
        }
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0xff;
            std::fs::write(&path, bytes).unwrap();
            if let Ok(notes) = notes(&path, &GatherOptions::default()) {
                for note in notes.flatten() {
                    let _ = crate::files::read(&note.input, &mut Vec::new());
                }
            }
        }
    }
}
