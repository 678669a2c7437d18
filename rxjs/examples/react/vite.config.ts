import react from "@vitejs/plugin-react";
import rxscope from "rxscope/vite";
import { defineConfig } from "vite";

export default defineConfig({
    plugins: [react(), rxscope()],
    server: { host: "127.0.0.1" },
});
