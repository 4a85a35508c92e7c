/**
 * Imported before ONNX Runtime is loaded. Its official builds for Linux and macOS, from 1.29 on, report sessions (names, sizes and
 * hashes of graphs and weights, the device) to their maker and keep an identifier of the machine in `~/.cache/Microsoft`, unless
 * this is set when the library is loaded. A study is nobody's business but the user's.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
