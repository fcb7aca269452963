"""把生成的 PDF、Word 和清单复制到发布用的文件夹。用法：python3 ci/release_files.py 生成文件夹 发布文件夹

GitHub 会删去附件名里的汉字，GitLab 的软件包库不收汉字文件名，所以附件名只用英文字母和数字，带上提交号；
完整的中文名写在 names.tsv 里（每行：附件名、制表符、完整名称），由上传的一步作为显示名称。
"""

import json
import re
import shutil
import sys
from pathlib import Path

made, release = Path(sys.argv[1]), Path(sys.argv[2])
manifest = json.loads((made / "manifest.json").read_text(encoding="utf-8"))
commit = manifest["revision"]["commit"]
names = {"manifest.json": "manifest.json"}
for output in manifest["outputs"]:
    if output["format"] in ("pdf", "docx"):
        document = re.sub(r"[^0-9A-Za-z_-]", "-", output["document"])
        names[f"{document}-{commit[:10]}.{output['format']}"] = output["file"]

shutil.rmtree(release, ignore_errors=True)
release.mkdir(parents=True)
for name, full in names.items():
    shutil.copyfile(made / full, release / name)
lines = "".join(f"{name}\t{full}\n" for name, full in names.items())
(release / "names.tsv").write_text(lines, encoding="utf-8")
print(lines, end="")
