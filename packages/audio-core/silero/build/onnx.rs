//! The few fields of ONNX's protobuf that hold constants. Source: onnx.proto, ModelProto 7, GraphProto 1, NodeProto 2
//! and 5, AttributeProto 5 and 6, TensorProto 2 and 9.

use std::collections::HashMap;

/// Float tensors by the name of the value they give, from the graph and the graphs within it.
pub type Tensors = HashMap<String, Vec<f32>>;

const FLOAT: u64 = 1;

/// Every float constant of a model; none when the bytes are not one.
pub fn constants(model: &[u8]) -> Option<Tensors> {
    let mut tensors = Tensors::new();
    for field in fields(model) {
        if let (7, Value::Bytes(graph)) = field? {
            read_graph(graph, &mut tensors)?;
        }
    }
    Some(tensors)
}

fn read_graph(graph: &[u8], tensors: &mut Tensors) -> Option<()> {
    for field in fields(graph) {
        if let (1, Value::Bytes(node)) = field? {
            read_node(node, tensors)?;
        }
    }
    Some(())
}

fn read_node(node: &[u8], tensors: &mut Tensors) -> Option<()> {
    let mut output = None;
    for field in fields(node) {
        match field? {
            (2, Value::Bytes(name)) => output = output.or(str::from_utf8(name).ok()),
            (5, Value::Bytes(attribute)) => {
                for field in fields(attribute) {
                    match field? {
                        (5, Value::Bytes(tensor)) => {
                            if let (Some(name), Some(values)) = (output, read_tensor(tensor)) {
                                tensors.insert(name.to_owned(), values);
                            }
                        }
                        (6, Value::Bytes(graph)) => read_graph(graph, tensors)?,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Some(())
}

fn read_tensor(tensor: &[u8]) -> Option<Vec<f32>> {
    let (mut kind, mut raw) = (0, None);
    for field in fields(tensor) {
        match field? {
            (2, Value::Number(number)) => kind = number,
            (9, Value::Bytes(bytes)) => raw = Some(bytes),
            _ => {}
        }
    }
    let bytes = raw.filter(|_| kind == FLOAT)?;
    Some(bytes.chunks_exact(4).map(|four| f32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect())
}

enum Value<'a> {
    Number(u64),
    Bytes(&'a [u8]),
    Other,
}

/// The fields of one message; an item is none where the bytes make no sense.
fn fields(mut bytes: &[u8]) -> impl Iterator<Item = Option<(u64, Value<'_>)>> {
    std::iter::from_fn(move || {
        if bytes.is_empty() {
            return None;
        }
        let field = next_field(&mut bytes);
        if field.is_none() {
            bytes = &[];
        }
        Some(field)
    })
}

fn next_field<'a>(bytes: &mut &'a [u8]) -> Option<(u64, Value<'a>)> {
    let key = varint(bytes)?;
    let value = match key & 7 {
        0 => Value::Number(varint(bytes)?),
        1 => take(bytes, 8).map(|_| Value::Other)?,
        2 => {
            let length = usize::try_from(varint(bytes)?).ok()?;
            Value::Bytes(take(bytes, length)?)
        }
        5 => take(bytes, 4).map(|_| Value::Other)?,
        _ => return None,
    };
    Some((key >> 3, value))
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7F) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn take<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(taken)
}
