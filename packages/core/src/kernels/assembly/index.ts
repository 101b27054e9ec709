export { matmulNN32, matmulNT32, matmulTN32 } from "./product32";
