<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>BoxTable</name>
    <message>
        <source>Score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>顶点</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本内容</translation>
    </message>
</context>
<context>
    <name>CanvasMenu</name>
    <message>
        <source>Edit the text</source>
        <translation>编辑文本内容</translation>
    </message>
    <message>
        <source>Ignore or stop ignoring</source>
        <translation>忽略／取消忽略</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Start at the next vertex</source>
        <translation>将起点移到下一个顶点</translation>
    </message>
    <message>
        <source>Reverse the order of the vertices</source>
        <translation>反转顶点顺序</translation>
    </message>
    <message>
        <source>Clip to the picture</source>
        <translation>裁剪到图片范围内</translation>
    </message>
    <message>
        <source>Zoom to the selected label</source>
        <translation>放大到选中的标注</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>CanvasToolbar</name>
    <message>
        <source>Select and move</source>
        <translation>选择和移动</translation>
    </message>
    <message>
        <source>Draw a quad with four clicks</source>
        <translation>单击四个点画四边形</translation>
    </message>
    <message>
        <source>Draw a rectangle by dragging</source>
        <translation>拖动画矩形</translation>
    </message>
    <message>
        <source>Move the picture</source>
        <translation>移动画面</translation>
    </message>
    <message>
        <source>Space-drag</source>
        <translation>空格+拖动</translation>
    </message>
    <message>
        <source>Hide the labels</source>
        <translation>隐藏标注</translation>
    </message>
    <message>
        <source>Show the texts on the picture</source>
        <translation>在图片上显示文字</translation>
    </message>
    <message>
        <source>Map of a picture that is larger than the view</source>
        <translation>图片大于视图时显示缩略导航图</translation>
    </message>
    <message>
        <source>Loupe while a vertex is placed</source>
        <translation>放置顶点时显示放大镜</translation>
    </message>
    <message>
        <source>Brightness and contrast of the view</source>
        <translation>调整显示亮度和对比度</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>{key}; its width: {width}</source>
        <translation>{key}；适合宽度：{width}</translation>
    </message>
    <message>
        <source>Zoom; {keys} shows the picture at 100 %</source>
        <translation>缩放；{keys} 以 100 % 显示图片</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>撤销：{what}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo: {what}</source>
        <translation>重做：{what}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Epoch {epoch}</source>
        <translation>第 {epoch} 轮</translation>
    </message>
</context>
<context>
    <name>ChartTools</name>
    <message>
        <source>Log scale</source>
        <translation>对数刻度</translation>
    </message>
    <message>
        <source>Draw the losses on a logarithmic scale, which shows small changes</source>
        <translation>用对数刻度画损失，小的变化也看得清</translation>
    </message>
    <message>
        <source>Ignore outliers</source>
        <translation>忽略离群值</translation>
    </message>
    <message>
        <source>Smoothing</source>
        <translation>平滑</translation>
    </message>
    <message>
        <source>Let extreme losses leave the chart, so that the rest has room</source>
        <translation>极端的损失可以超出图外，其余的才有空间</translation>
    </message>
    <message>
        <source>How strongly the noise between batches is smoothed in the loss lines</source>
        <translation>损失曲线中批次间的波动平滑到什么程度</translation>
    </message>
    <message>
        <source>none</source>
        <translation>无</translation>
    </message>
    <message>
        <source>light</source>
        <translation>轻</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>中</translation>
    </message>
    <message>
        <source>strong</source>
        <translation>强</translation>
    </message>
</context>
<context>
    <name>CheckBar</name>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Undo the last fix</source>
        <translation>撤销上一次修正</translation>
    </message>
    <message>
        <source>Nothing was changed: the labels have changed in the meantime.</source>
        <translation>没有改动：标注在此期间已变化。</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s)</source>
        <translation>
            <numerusform>%n 个标注</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>Fixed: {labels} in {pictures}</source>
        <translation>已修正：{pictures}中的 {labels}</translation>
    </message>
    <message>
        <source>Check the whole folder again</source>
        <translation>重新检查整个文件夹</translation>
    </message>
    <message>
        <source>Train at {size}</source>
        <translation>以 {size} 训练</translation>
    </message>
    <message>
        <source>The pictures are large: put this crop size into the training form. It takes longer.</source>
        <translation>图片较大：把此裁剪大小填入训练表单，训练会更久。</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>Finding</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>First samples</source>
        <translation>前几个样本</translation>
    </message>
    <message>
        <source>Finding or samples</source>
        <translation>问题或样本</translation>
    </message>
    <message>
        <source>Nothing wrong found</source>
        <translation>没有发现问题</translation>
    </message>
    <message>
        <source>The labels and the pictures are fit for training.</source>
        <translation>标注和图片都适合训练。</translation>
    </message>
    <message>
        <source>Checking the data …</source>
        <translation>正在检查数据…</translation>
    </message>
    <message>
        <source>Nothing to check yet</source>
        <translation>还没有可检查的内容</translation>
    </message>
    <message>
        <source>Draw boxes around the text of some pictures first; this page then checks them.</source>
        <translation>请先在几张图片上框出文字，然后本页会检查它们。</translation>
    </message>
    <message>
        <source>Label pictures</source>
        <translation>去标注图片</translation>
    </message>
    <message>
        <source>Go to the labels</source>
        <translation>去标注</translation>
    </message>
</context>
<context>
    <name>Checking</name>
    <message>
        <source>Every other picture of the list is checked.</source>
        <translation>列表中的其他图片均已检查。</translation>
    </message>
    <message>
        <source>Every other picture of the list is labelled.</source>
        <translation>列表中的其他图片均已标注。</translation>
    </message>
    <message>
        <source>All pictures are checked.</source>
        <translation>所有图片均已检查。</translation>
    </message>
    <message>
        <source>This is the end of the list. {keys} goes to the next unchecked picture.</source>
        <translation>已到列表末尾。按 {keys} 转到下一张未检查的图片。</translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message>
        <source>The model&apos;s own settings: threshold {thresh}, box score {box}, unclip {unclip}, input {side}</source>
        <translation>模型自己的设置：阈值 {thresh}，框得分 {box}，外扩比例 {unclip}，输入尺寸 {side}</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>检测框</translation>
    </message>
</context>
<context>
    <name>ComparedExperiments</name>
    <message>
        <source>Reading an experiment</source>
        <translation>正在读取实验</translation>
    </message>
</context>
<context>
    <name>ComparedKeys</name>
    <message>
        <source>Compared:</source>
        <translation>对比：</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>Compare models</source>
        <translation>对比模型</translation>
    </message>
</context>
<context>
    <name>ComparisonTable</name>
    <message>
        <source>What differs between the compared experiments</source>
        <translation>所对比的实验有哪些不同</translation>
    </message>
    <message>
        <source>Hmean at the start</source>
        <translation>起始 Hmean</translation>
    </message>
    <message>
        <source>Best Hmean</source>
        <translation>最佳 Hmean</translation>
    </message>
    <message>
        <source>Best epoch</source>
        <translation>最佳轮次</translation>
    </message>
    <message>
        <source>Epochs done</source>
        <translation>已完成轮数</translation>
    </message>
    <message>
        <source>Time taken</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>Training pictures</source>
        <translation>训练图片</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>预设</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Crop size</source>
        <translation>裁剪尺寸</translation>
    </message>
    <message>
        <source>Crops per epoch</source>
        <translation>每轮裁剪数</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Pictures in</source>
        <translation>图片位于</translation>
    </message>
</context>
<context>
    <name>CrashBar</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the report, to paste it into a message</source>
        <translation>复制报告，以便粘贴到消息中</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open the folder that the report is in</source>
        <translation>打开报告所在的文件夹</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Do not offer this report again; it stays in the folder “seen”</source>
        <translation>不再提示此报告；报告保留在“seen”文件夹中</translation>
    </message>
    <message>
        <source>QuadTune crashed the last time it ran. A report was written that helps the developers: it holds no pictures and no labels, and folders are left out. Nothing is sent automatically.</source>
        <translation>QuadTune 上次运行时崩溃。已写入一份供开发者使用的报告：不含图片和标注，也不含文件夹路径。不会自动发送任何内容。</translation>
    </message>
</context>
<context>
    <name>CurvesView</name>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>batches</source>
        <translation>批次</translation>
    </message>
    <message>
        <source>smoothed</source>
        <translation>平滑后</translation>
    </message>
    <message>
        <source>epoch</source>
        <translation>每轮</translation>
    </message>
    <message>
        <source>validation</source>
        <translation>验证</translation>
    </message>
    <message>
        <source>Dots: single batches. If validation rises while the epochs fall, the model memorises the pictures. ★ marks the epoch that is kept.</source>
        <translation>点：单个批次。每轮损失下降而验证损失上升，说明模型在死记硬背。★ 标出保留的那一轮。</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>评分</translation>
    </message>
    <message>
        <source>Hmean</source>
        <translation>Hmean</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>test</source>
        <translation>测试集</translation>
    </message>
    <message>
        <source>Solid: validation pictures, which choose the best epoch (★). Dashed: test pictures, which training never looks at.</source>
        <translation>实线：验证图片，用来选出最佳轮次（★）。虚线：测试图片，训练从不使用。</translation>
    </message>
    <message>
        <source>Parts of the loss</source>
        <translation>损失的组成</translation>
    </message>
    <message>
        <source>BCE</source>
        <translation>BCE</translation>
    </message>
    <message>
        <source>dice</source>
        <translation>Dice</translation>
    </message>
    <message>
        <source>L1</source>
        <translation>L1</translation>
    </message>
    <message>
        <source>Loss = 5 × BCE (text or not) + dice (binary map) + 10 × L1 (threshold map)</source>
        <translation>损失 = 5 × BCE（是否文字）+ dice（二值图）+ 10 × L1（阈值图）</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
</context>
<context>
    <name>DataCard</name>
    <message>
        <source>Counting pictures</source>
        <translation>正在统计图片</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Check the data</source>
        <translation>检查数据</translation>
    </message>
    <message>
        <source>Find what is wrong with the data</source>
        <translation>查找数据中的问题</translation>
    </message>
    <message>
        <source>Labelled, for training</source>
        <translation>已标注，用于训练</translation>
    </message>
    <message>
        <source>Labelled, for the test</source>
        <translation>已标注，用于测试</translation>
    </message>
    <message>
        <source>Unlabelled, left out</source>
        <translation>未标注，不参与</translation>
    </message>
    <message>
        <source>No test pictures were chosen: a fifth of the labelled ones is set aside.</source>
        <translation>没有指定测试图片：从已标注图片中留出五分之一。</translation>
    </message>
    <message>
        <source>A single labelled picture cannot be split: nothing is tested.</source>
        <translation>只有一张已标注图片，无法划分：不做测试。</translation>
    </message>
    <message>
        <source>Fewer than {advised} labelled pictures. It works, but more pictures make a steadier model.</source>
        <translation>已标注图片少于 {advised} 张。可以训练，但图片多一些模型会更稳定。</translation>
    </message>
</context>
<context>
    <name>DetectModel</name>
    <message>
        <source>Store settings</source>
        <translation>保存设置到模型</translation>
    </message>
    <message>
        <source>Save results</source>
        <translation>保存结果</translation>
    </message>
    <message>
        <source>Detect text</source>
        <translation>检测文字</translation>
    </message>
</context>
<context>
    <name>DetectPage</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Find text in all pictures in the list</source>
        <translation>检测列表中的所有图片</translation>
    </message>
    <message>
        <source>Stop after the current picture; what was found is kept</source>
        <translation>检测完当前图片后停止；已有结果保留</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>DevicePart</name>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Training and detection run on</source>
        <translation>训练和检测使用</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检测</translation>
    </message>
    <message>
        <source>Ask the driver again, such as after closing other programs</source>
        <translation>关闭其他程序后，重新询问驱动</translation>
    </message>
    <message>
        <source>Each training can choose another device in its form. Only NVIDIA cards can train.</source>
        <translation>训练表单中可为某次训练另选设备。训练只使用 NVIDIA 显卡。</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>{device} (not found)</source>
        <translation>{device}（未找到）</translation>
    </message>
    <message>
        <source>No NVIDIA card was found. The processor does all the work.</source>
        <translation>未找到 NVIDIA 显卡，全部由处理器计算。</translation>
    </message>
    <message>
        <source>Driver {version}</source>
        <translation>驱动 {version}</translation>
    </message>
    <message>
        <source>{card}, {free} of its memory free</source>
        <translation>{card}，可用显存 {free}</translation>
    </message>
</context>
<context>
    <name>DifferenceDialog</name>
    <message>
        <source>Labels of {name}</source>
        <translation>{name} 的标注</translation>
    </message>
    <message>
        <source>The gt file was deleted. Which labels should {name} have?</source>
        <translation>gt 文件已被删除。{name} 应采用哪些标注？</translation>
    </message>
    <message>
        <source>The gt file and your labels differ. Which labels should {name} have?</source>
        <translation>gt 文件与您的标注不一致。{name} 应采用哪些标注？</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>In the file</source>
        <translation>文件中</translation>
    </message>
    <message>
        <source>Yours</source>
        <translation>您的</translation>
    </message>
    <message>
        <source>Keep the file’s</source>
        <translation>采用文件的</translation>
    </message>
    <message>
        <source>Keep yours</source>
        <translation>采用自己的</translation>
    </message>
    <message>
        <source>Keep both</source>
        <translation>两者合并</translation>
    </message>
    <message>
        <source>Where a label has two different texts, yours is kept</source>
        <translation>同一标注两边文字不同时，以您的为准</translation>
    </message>
    <message>
        <source>different place</source>
        <translation>位置不同</translation>
    </message>
    <message>
        <source>different text</source>
        <translation>文字不同</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>稍后决定</translation>
    </message>
    <message>
        <source>only in the file</source>
        <translation>仅在文件中</translation>
    </message>
    <message>
        <source>only here</source>
        <translation>仅在此处</translation>
    </message>
</context>
<context>
    <name>ErrorBanner</name>
    <message>
        <source>Copy this message</source>
        <translation>复制这条信息</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>Examination</name>
    <message>
        <source>Checking the data</source>
        <translation>检查数据</translation>
    </message>
</context>
<context>
    <name>ExperimentsModel</name>
    <message>
        <source>Tick experiments to lay their curves over the charts</source>
        <translation>勾选实验，把它们的曲线叠加到图上</translation>
    </message>
    <message>
        <source>Experiment</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Hmean</source>
        <translation>Hmean</translation>
    </message>
    <message>
        <source>Best epoch</source>
        <translation>最佳轮次</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>start</source>
        <translation>起点</translation>
    </message>
    <message>
        <source>running</source>
        <translation>进行中</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>已中断</translation>
    </message>
    <message>
        <source>On the validation pictures; there were no test pictures</source>
        <translation>在验证图片上；没有测试图片</translation>
    </message>
    <message>
        <source>On the test pictures, before and after</source>
        <translation>在测试图片上，训练前与训练后</translation>
    </message>
    <message>
        <source>It ended without a result: the program or the computer was stopped</source>
        <translation>没有结果就结束了：程序或电脑被中止</translation>
    </message>
</context>
<context>
    <name>ExperimentsPanel</name>
    <message>
        <source>Try it in Detect</source>
        <translation>在检测中试用</translation>
    </message>
    <message>
        <source>Use this model on the Detect page (Enter)</source>
        <translation>在检测页使用此模型（Enter）</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Export this model on the Export page</source>
        <translation>在导出页导出此模型</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Continue this training where it was interrupted</source>
        <translation>从中断处继续此训练</translation>
    </message>
    <message>
        <source>Reuse settings</source>
        <translation>沿用设置</translation>
    </message>
    <message>
        <source>Put its settings into the form on the left</source>
        <translation>把它的设置填入左侧表单</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>Show where the ticked experiments differ; tick two or more</source>
        <translation>显示勾选的实验有何不同；请勾选两个或更多</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Rename (F2)</source>
        <translation>重命名（F2）</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Open its folder</source>
        <translation>打开它的文件夹</translation>
    </message>
    <message>
        <source>Move to the trash</source>
        <translation>移到回收站</translation>
    </message>
    <message>
        <source>Move it to the trash (Del)</source>
        <translation>把它移到回收站（Del）</translation>
    </message>
    <message>
        <source>Trainings of this project</source>
        <translation>本项目的训练</translation>
    </message>
    <message>
        <source>Every training is kept here with its result, to be tried, compared, exported and resumed.</source>
        <translation>每次训练连同结果都保存在这里，可以试用、对比、导出和继续。</translation>
    </message>
    <message>
        <source>“{name}” is in the trash and can be restored from there.</source>
        <translation>“{name}”已在回收站中，可从那里恢复。</translation>
    </message>
    <message>
        <source>At most {most} experiments can be compared; untick one first.</source>
        <translation>最多可对比 {most} 个实验；请先取消一个勾选。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Exporting labels</source>
        <translation>正在导出标注</translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation>导出标注</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Everything goes into a new folder; nothing in the project changes.</source>
        <translation>全部写入新文件夹，项目内容不变。</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Name of the new folder</source>
        <translation>新文件夹名称</translation>
    </message>
    <message>
        <source>Lines that are not labels</source>
        <translation>不是标注的行</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation>
            <numerusform>%n 个框</numerusform>
        </translation>
    </message>
    <message>
        <source>Written: {pictures}, {boxes}.</source>
        <translation>已写入：{pictures}，{boxes}。</translation>
    </message>
    <message>
        <source>{train} for training, {test} for the test; {boxes}.</source>
        <translation>{train}用于训练，{test} 张用于测试；{boxes}。</translation>
    </message>
    <message>
        <source>The project has no test pictures: a fifth of all is drawn for the test.</source>
        <translation>项目没有测试图片：抽取五分之一用于测试。</translation>
    </message>
    <message>
        <source>Pictures without labels are left out: {n}.</source>
        <translation>不导出的未标注图片：{n} 张。</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Counting labels</source>
        <translation>正在统计标注</translation>
    </message>
    <message>
        <source>Where should the new folder be made?</source>
        <translation>新文件夹建在哪里？</translation>
    </message>
    <message>
        <source>Pictures to copy: {size}.</source>
        <translation>要复制的图片：{size}。</translation>
    </message>
</context>
<context>
    <name>ExportForm</name>
    <message>
        <source>1. Model</source>
        <translation>1. 模型</translation>
    </message>
    <message>
        <source>3. Size and folder</source>
        <translation>3. 尺寸和文件夹</translation>
    </message>
    <message>
        <source>2. Who the file is for</source>
        <translation>2. 文件给谁用</translation>
    </message>
    <message>
        <source>This project has no trained model yet. The general model can be exported as it is.</source>
        <translation>这个项目还没有训练过模型。通用模型可以直接导出。</translation>
    </message>
    <message>
        <source>Go to training</source>
        <translation>去训练</translation>
    </message>
    <message>
        <source>Fine-tune the detector on your labels</source>
        <translation>用您的标注微调检测模型</translation>
    </message>
    <message>
        <source>Input size</source>
        <translation>输入尺寸</translation>
    </message>
    <message>
        <source>What the file is made and verified for, a multiple of 32. A larger size finds smaller text.</source>
        <translation>生成和校验文件时使用的尺寸，须为 32 的倍数。越大越能检出小字。</translation>
    </message>
    <message>
        <source>Some programs, such as TensorRT, need one fixed size; others accept any</source>
        <translation>有些程序（如 TensorRT）需要固定尺寸；其他程序接受任意尺寸</translation>
    </message>
    <message>
        <source>As trained: about 50 MB.</source>
        <translation>与训练时相同：约 50 MB。</translation>
    </message>
    <message>
        <source>A quarter of the size, and faster on CPUs.</source>
        <translation>大小约四分之一，在 CPU 上更快。</translation>
    </message>
    <message>
        <source>Only this size</source>
        <translation>仅限此尺寸</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>数值精度</translation>
    </message>
    <message>
        <source>Full (float32)</source>
        <translation>完整（float32）</translation>
    </message>
    <message>
        <source>Half (float16)</source>
        <translation>半精度（float16）</translation>
    </message>
    <message>
        <source>8-bit integers (int8)</source>
        <translation>8 位整数（int8）</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Browse…</source>
        <translation>浏览…</translation>
    </message>
    <message>
        <source>Choose the folder for the exported file</source>
        <translation>选择导出文件的文件夹</translation>
    </message>
    <message>
        <source>Half the size; faster on graphics cards only.</source>
        <translation>大小减半；只在显卡上更快。</translation>
    </message>
    <message>
        <source>Hmean is measured before and after on the pictures of {project}.</source>
        <translation>会用 {project} 的图片测量转换前后的 Hmean。</translation>
    </message>
    <message>
        <source>Open a project to have its Hmean measured before and after.</source>
        <translation>打开一个项目，即可测量转换前后的 Hmean。</translation>
    </message>
    <message>
        <source>Folder for the exported file</source>
        <translation>导出文件的文件夹</translation>
    </message>
</context>
<context>
    <name>ExportPage</name>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Writing the network as ONNX…</source>
        <translation>正在将网络写成 ONNX…</translation>
    </message>
    <message>
        <source>{name} exists already; it is replaced once the new file has been verified.</source>
        <translation>已有 {name}；新文件校验通过后会替换它。</translation>
    </message>
    <message>
        <source>Measuring the ranges of the integers on pictures…</source>
        <translation>正在根据图片确定整数范围…</translation>
    </message>
    <message>
        <source>Comparing with the model…</source>
        <translation>正在与模型比对…</translation>
    </message>
    <message>
        <source>Measuring Hmean before and after…</source>
        <translation>正在测量转换前后的 Hmean…</translation>
    </message>
    <message>
        <source>Saving the file…</source>
        <translation>正在保存文件…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Write and verify the ONNX file</source>
        <translation>写出 ONNX 文件并校验</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Stop; an earlier file stays as it is</source>
        <translation>停止；原有文件保持不变</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
</context>
<context>
    <name>ExportResultCard</name>
    <message>
        <source>Exported and verified; the earlier file was replaced</source>
        <translation>已导出并校验；原有文件已被替换</translation>
    </message>
    <message>
        <source>Exported and verified</source>
        <translation>已导出并校验</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>ONNX checker</source>
        <translation>ONNX 检查</translation>
    </message>
    <message>
        <source>Largest difference, torch against onnxruntime</source>
        <translation>torch 与 onnxruntime 的最大差异</translation>
    </message>
    <message>
        <source>Boxes that agree with those of this program</source>
        <translation>文本框与本程序结果的一致程度</translation>
    </message>
    <message>
        <source>Hmean, before and after</source>
        <translation>转换前后的 Hmean</translation>
    </message>
    <message>
        <source>Opset</source>
        <translation>Opset</translation>
    </message>
    <message>
        <source>Time taken</source>
        <translation>用时</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>通过</translation>
    </message>
    <message>
        <source>Exported file</source>
        <translation>导出的文件</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Try it in Detect</source>
        <translation>在检测中试用</translation>
    </message>
    <message>
        <source>Code to copy (also in the README beside the file)</source>
        <translation>可复制的代码（文件旁的 README 中也有）</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>复制代码</translation>
    </message>
    <message>
        <source>Code to copy</source>
        <translation>可复制的代码</translation>
    </message>
    <message numerus="yes">
        <source>{before} → {after} (on %n test picture(s))</source>
        <translation>
            <numerusform>{before} → {after}（%n 张测试图片）</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ExportRun</name>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
</context>
<context>
    <name>ExternalChanges</name>
    <message>
        <source>Another program changed the labels of {name}. The new ones are shown.</source>
        <translation>其他程序修改了 {name} 的标注；现已显示最新内容。</translation>
    </message>
    <message>
        <source>The folder has changed: {new} new pictures, {gone} gone.</source>
        <translation>文件夹有变化：新增 {new} 张图片，减少 {gone} 张。</translation>
    </message>
    <message>
        <source>Rescan</source>
        <translation>重新读取</translation>
    </message>
</context>
<context>
    <name>FigureStrip</name>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Best Hmean ★</source>
        <translation>最佳 Hmean ★</translation>
    </message>
    <message>
        <source>Since the best</source>
        <translation>距最佳</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>GPU memory</source>
        <translation>显存</translation>
    </message>
    <message>
        <source>Elapsed</source>
        <translation>已用时</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>剩余</translation>
    </message>
    <message>
        <source>Mean of the last 20 steps</source>
        <translation>最近 20 步的平均值</translation>
    </message>
    <message>
        <source>On the validation pictures, with its epoch</source>
        <translation>在验证图片上取得，附所在轮次</translation>
    </message>
    <message>
        <source>Epochs without a better Hmean; training ends by itself when they reach the patience</source>
        <translation>Hmean 没有提高的轮数；达到耐心值时训练自动结束</translation>
    </message>
    <message>
        <source>Share of the time that training waits for pictures; less is better</source>
        <translation>训练等待图片的时间占比；越少越好</translation>
    </message>
    <message>
        <source>Peak memory in use on the graphics card</source>
        <translation>显存占用的峰值</translation>
    </message>
    <message>
        <source>Test pictures</source>
        <translation>测试图片</translation>
    </message>
    <message>
        <source>Validation pictures</source>
        <translation>验证图片</translation>
    </message>
    <message>
        <source>Pictures per second</source>
        <translation>每秒图片数</translation>
    </message>
    <message>
        <source>{hmean} (start)</source>
        <translation>{hmean}（训练前）</translation>
    </message>
    <message>
        <source>{hmean} (epoch {epoch})</source>
        <translation>{hmean}（第 {epoch} 轮）</translation>
    </message>
    <message>
        <source>{since} of {patience}</source>
        <translation>{since} / {patience}</translation>
    </message>
</context>
<context>
    <name>FiguresRow</name>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Training / test</source>
        <translation>训练 / 测试</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation>已忽略</translation>
    </message>
    <message>
        <source>Findings</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>数据</translation>
    </message>
    <message>
        <source>Direction of the text</source>
        <translation>文字方向</translation>
    </message>
    <message>
        <source>Height of the text</source>
        <translation>文字高度</translation>
    </message>
    <message>
        <source>pictures scaled to {side}</source>
        <translation>图片缩放到 {side}</translation>
    </message>
    <message>
        <source>Size of the pictures</source>
        <translation>图片大小</translation>
    </message>
    <message>
        <source>Pixels of the longer side. Training and detection scale pictures down to {side}; text below 6 pixels is not learned.</source>
        <translation>长边像素数。训练和检测时图片缩小到 {side}；低于 6 像素的文字不参与学习。</translation>
    </message>
    <message>
        <source>pixels</source>
        <translation>像素</translation>
    </message>
    <message>
        <source>level</source>
        <translation>水平</translation>
    </message>
    <message>
        <source>tilted</source>
        <translation>倾斜</translation>
    </message>
    <message>
        <source>upright</source>
        <translation>竖直</translation>
    </message>
</context>
<context>
    <name>FindingDetail</name>
    <message>
        <source>Picture with the finding</source>
        <translation>有问题的图片</translation>
    </message>
    <message>
        <source>Show on the Label page</source>
        <translation>在标注页显示</translation>
    </message>
    <message>
        <source>Go to the picture and select the label (Enter in the list)</source>
        <translation>转到图片并选中标注（列表中按 Enter）</translation>
    </message>
    <message>
        <source>Fix</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Fix all {count} of this kind</source>
        <translation>修正此类全部 {count} 个</translation>
    </message>
</context>
<context>
    <name>FindingsModel</name>
    <message>
        <source>{name} · label {number}</source>
        <translation>{name} · 标注 {number}</translation>
    </message>
    <message>
        <source>{name} · line {number}</source>
        <translation>{name} · 第 {number} 行</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Findings: {count}</source>
        <translation>问题：{count}</translation>
    </message>
    <message>
        <source>Label {number} has no area: draw it again.</source>
        <translation>标注 {number} 面积为零：请重新画。</translation>
    </message>
    <message>
        <source>Label {number} is crossed: swap vertices {first} and {second}.</source>
        <translation>标注 {number} 的边交叉：请交换顶点 {first} 和 {second}。</translation>
    </message>
    <message>
        <source>Label {number}: {message} {remedy}</source>
        <translation>标注 {number}：{message}{remedy}</translation>
    </message>
</context>
<context>
    <name>FindingsSheet</name>
    <message>
        <source>Findings in the data</source>
        <translation>数据中的问题</translation>
    </message>
    <message>
        <source>Training would stop here: {what}</source>
        <translation>训练会停在这里：{what}</translation>
    </message>
</context>
<context>
    <name>FindingsTree</name>
    <message>
        <source>Findings</source>
        <translation>问题</translation>
    </message>
</context>
<context>
    <name>GeneralPart</name>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>On start</source>
        <translation>启动时</translation>
    </message>
    <message>
        <source>System default</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Reopen the last folder</source>
        <translation>重新打开上次的文件夹</translation>
    </message>
    <message>
        <source>With its page, picture and zoom. “Close the project” leads back to the welcome page.</source>
        <translation>包括页面、图片和缩放。随时可用“关闭项目”回到欢迎页。</translation>
    </message>
    <message>
        <source>Every change is saved automatically, also when you leave the picture or close the window; this cannot be switched off. Choose a longer delay for slow network drives. What is not in its file yet is kept in a journal and offered again after a crash.</source>
        <translation>每次更改都会自动保存，切换图片或关闭窗口时也会保存，无法关闭此功能。较长的延迟适合慢速网络磁盘。尚未写入文件的内容保存在日志中，程序崩溃后会提示恢复。</translation>
    </message>
    <message>
        <source>Labels are saved</source>
        <translation>保存标注</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>轻微</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>{seconds} s after a change</source>
        <translation>更改后 {seconds} 秒</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>章节</translation>
    </message>
    <message>
        <source>Chapter</source>
        <translation>本章内容</translation>
    </message>
</context>
<context>
    <name>HintStrip</name>
    <message>
        <source>Dismiss this hint</source>
        <translation>关闭此提示</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>提示</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Reading labels</source>
        <translation>正在读取标注</translation>
    </message>
    <message>
        <source>Importing labels</source>
        <translation>正在导入标注</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>选择文件夹…</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Labels of PPOCRLabel, labelme, X-AnyLabeling, CVAT, COCO or YOLO-OBB are imported for pictures of this project that have the same names. Pictures are not changed.</source>
        <translation>将 PPOCRLabel、labelme、X-AnyLabeling、CVAT、COCO 或 YOLO-OBB 的标注导入本项目中同名的图片。图片不会被改动。</translation>
    </message>
    <message>
        <source>Detect the format</source>
        <translation>自动识别格式</translation>
    </message>
    <message>
        <source>What was not imported as written</source>
        <translation>未能照原样导入的内容</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>导入</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Where are the labels?</source>
        <translation>标注在哪里？</translation>
    </message>
    <message>
        <source>Labels (*.txt *.json)</source>
        <translation>标注 (*.txt *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Pictures that have labels ({n}): keep them as they are</source>
        <translation>已有标注的图片（{n} 张）：保持原样</translation>
    </message>
    <message>
        <source>Add to them, without repeating boxes</source>
        <translation>追加到已有标注，不重复已有的框</translation>
    </message>
    <message>
        <source>Replace them; the old labels are kept in a folder beside</source>
        <translation>替换已有标注；原标注存入旁边的文件夹</translation>
    </message>
    <message>
        <source>Imported: {pictures}, {boxes}. Kept as they were: {kept}.</source>
        <translation>已导入：{pictures}，{boxes}。保持原样：{kept}。</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation>
            <numerusform>%n 个框</numerusform>
        </translation>
    </message>
    <message>
        <source>The old labels are in {folder}.</source>
        <translation>原标注在 {folder} 中。</translation>
    </message>
    <message numerus="yes">
        <source>Stopped after %n picture(s); what was imported stays.</source>
        <translation>
            <numerusform>已在 %n 张图片后停止；已导入的内容保留。</numerusform>
        </translation>
    </message>
    <message>
        <source>{title}: {boxes} on {pictures} of this project.</source>
        <translation>{title}：本项目 {pictures}上的 {boxes}。</translation>
    </message>
    <message>
        <source>Imported differently than written: {n}</source>
        <translation>有改动地导入：{n}</translation>
    </message>
    <message>
        <source>Not in this project: {n}</source>
        <translation>不在本项目中：{n}</translation>
    </message>
    <message>
        <source>Not understood: {n}</source>
        <translation>无法识别：{n}</translation>
    </message>
</context>
<context>
    <name>InterruptedBar</name>
    <message>
        <source>Labels of an interrupted session were found: {names}</source>
        <translation>发现上次意外中断时未保存的标注：{names}</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>恢复</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>Keep the labels of the gt files</source>
        <translation>保留 gt 文件中的标注</translation>
    </message>
    <message>
        <source>Use these labels; Undo brings those of the gt file back</source>
        <translation>采用这些标注；撤销可恢复 gt 文件中的标注</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Show the picture, and what differs</source>
        <translation>显示图片和差异</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Previous, next picture</source>
        <translation>上一张、下一张图片</translation>
    </message>
    <message>
        <source>Next unchecked, next unlabelled picture</source>
        <translation>下一张未检查、未标注的图片</translation>
    </message>
    <message>
        <source>Ctrl+wheel</source>
        <translation>Ctrl+滚轮</translation>
    </message>
    <message>
        <source>Zoom at the mouse</source>
        <translation>以鼠标为中心缩放</translation>
    </message>
    <message>
        <source>Zoom in, zoom out</source>
        <translation>放大、缩小</translation>
    </message>
    <message>
        <source>Brightness and contrast, loupe, map</source>
        <translation>亮度和对比度、放大镜、缩略导航图</translation>
    </message>
    <message>
        <source>Select the next, the previous label</source>
        <translation>选择下一个、上一个标注</translation>
    </message>
    <message>
        <source>Start at the next vertex, reverse the order</source>
        <translation>起点移到下一个顶点，反转顶点顺序</translation>
    </message>
    <message>
        <source>Mark as checked and go on</source>
        <translation>标记为已检查并继续</translation>
    </message>
    <message>
        <source>Drag the picture</source>
        <translation>拖动画面</translation>
    </message>
    <message>
        <source>Middle button, Space</source>
        <translation>中键、空格</translation>
    </message>
    <message>
        <source>Cancel, back to selecting</source>
        <translation>取消，回到选择</translation>
    </message>
    <message>
        <source>Shift, rotating</source>
        <translation>旋转时按住 Shift</translation>
    </message>
    <message>
        <source>Turn by steps of 15°</source>
        <translation>每次转动 15°</translation>
    </message>
    <message>
        <source>Alt, dragging</source>
        <translation>拖动时按住 Alt</translation>
    </message>
    <message>
        <source>Do not snap to the edges of the picture</source>
        <translation>不吸附到图片边缘</translation>
    </message>
    <message>
        <source>Copy, paste; also on another picture</source>
        <translation>复制、粘贴；可跨图片</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>Pick vertex 1 to 4; arrow keys then move it</source>
        <translation>选中第 1 到第 4 个顶点；再用方向键移动</translation>
    </message>
    <message>
        <source>Proposed boxes</source>
        <translation>建议框</translation>
    </message>
    <message>
        <source>Accept the picked one, pick the next</source>
        <translation>接受选中的框，选下一个</translation>
    </message>
    <message>
        <source>Reject the picked one</source>
        <translation>拒绝选中的框</translation>
    </message>
    <message>
        <source>Double-click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Accept it and edit its text</source>
        <translation>接受并编辑文字</translation>
    </message>
    <message>
        <source>Show the finding on the Label page</source>
        <translation>在标注页显示该问题</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Move by 1 pixel, with Shift by 10; a picked vertex alone</source>
        <translation>移动 1 像素，按住 Shift 移动 10 像素；选定顶点时只移动该顶点</translation>
    </message>
    <message>
        <source>Compare the selected experiment, or no longer</source>
        <translation>比较所选实验，或取消比较</translation>
    </message>
    <message>
        <source>Try the selected experiment in Detect</source>
        <translation>用所选实验试检测</translation>
    </message>
    <message>
        <source>Rename the selected experiment</source>
        <translation>重命名所选实验</translation>
    </message>
    <message>
        <source>Move the selected experiment to the trash</source>
        <translation>将所选实验移到回收站</translation>
    </message>
    <message>
        <source>Label, check, train, detect, export</source>
        <translation>标注、检查、训练、检测、导出</translation>
    </message>
</context>
<context>
    <name>KeysPart</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Search actions and keys</source>
        <translation>搜索操作和快捷键</translation>
    </message>
    <message>
        <source>Actions and their keys</source>
        <translation>操作及其快捷键</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Key {number}</source>
        <translation>快捷键 {number}</translation>
    </message>
    <message>
        <source>Click here and press the new key; the cross removes it</source>
        <translation>点击此处并按下新的快捷键；点叉号可清除</translation>
    </message>
    <message>
        <source>{key} works in every picture and list and cannot be reassigned.</source>
        <translation>{key} 在所有图片和列表中都有固定用途，不能更改。</translation>
    </message>
    <message>
        <source>{key} already belongs to “{owner}”. Give that another key first.</source>
        <translation>{key} 已用于“{owner}”，请先为其更换快捷键。</translation>
    </message>
    <message>
        <source>Default keys</source>
        <translation>默认快捷键</translation>
    </message>
    <message>
        <source>Give this action its default keys</source>
        <translation>此操作恢复默认快捷键</translation>
    </message>
    <message>
        <source>All default keys</source>
        <translation>全部恢复默认快捷键</translation>
    </message>
    <message>
        <source>Give every action its default keys</source>
        <translation>所有操作恢复默认快捷键</translation>
    </message>
    <message>
        <source>Select an action to change its keys.</source>
        <translation>选择一个操作以更改其快捷键。</translation>
    </message>
</context>
<context>
    <name>LabelModel</name>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>文本内容</translation>
    </message>
    <message>
        <source>Ignore</source>
        <translation>忽略</translation>
    </message>
</context>
<context>
    <name>LabelPage</name>
    <message>
        <source>There are no pictures in this folder</source>
        <translation>这个文件夹里没有图片</translation>
    </message>
    <message>
        <source>Copy JPEG, PNG, BMP, TIFF or WebP pictures into it and rescan it, or open another folder (Ctrl+O).</source>
        <translation>请把 JPEG、PNG、BMP、TIFF 或 WebP 图片复制进来后重新读取，或打开其他文件夹（Ctrl+O）。</translation>
    </message>
    <message>
        <source>Rescan (F5)</source>
        <translation>重新读取 (F5)</translation>
    </message>
    <message>
        <source>Opening the picture …</source>
        <translation>正在打开图片…</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>已检查</translation>
    </message>
    <message>
        <source>Rescan the folder</source>
        <translation>重新读取文件夹</translation>
    </message>
</context>
<context>
    <name>LabelPanel</name>
    <message>
        <source>Text of the selected label</source>
        <translation>选中标注的文本内容</translation>
    </message>
    <message>
        <source>Text of the selected label ({keys})
Enter: back to the canvas
↑ ↓: label before, after
{next}: next label without text</source>
        <translation>所选标注的文本（{keys}）
Enter：回到画布
↑ ↓：上一个、下一个标注
{next}：下一个无文本的标注</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Start at the next vertex</source>
        <translation>将起点移到下一个顶点</translation>
    </message>
    <message>
        <source>Edit the next label without text</source>
        <translation>编辑下一个没有文字的标注</translation>
    </message>
    <message>
        <source>{shown} of {count} shown</source>
        <translation>显示 {shown} / {count}</translation>
    </message>
    <message>
        <source>Without text: {count}</source>
        <translation>没有文字：{count}</translation>
    </message>
    <message>
        <source>Every label has a text</source>
        <translation>所有标注都有文字</translation>
    </message>
    <message>
        <source>No labels yet. Press Q and click the four corners of a line of text.</source>
        <translation>还没有标注。按 Q，再单击一行文字的四个角。</translation>
    </message>
</context>
<context>
    <name>LabelledPicture</name>
    <message>
        <source>Picture with its labels</source>
        <translation>图片及其标注</translation>
    </message>
    <message>
        <source>Labels: {count}</source>
        <translation>标注：{count}</translation>
    </message>
    <message>
        <source>Label {number} is selected: {text}</source>
        <translation>已选中标注 {number}：{text}</translation>
    </message>
</context>
<context>
    <name>LabelsMenu</name>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Labels of other programs</source>
        <translation>其他软件的标注</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>导入标注…</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>导出标注…</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>找到</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>漏检</translation>
    </message>
    <message>
        <source>False</source>
        <translation>误检</translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation>忽略</translation>
    </message>
</context>
<context>
    <name>LogView</name>
    <message>
        <source>The log of the training appears here.</source>
        <translation>训练日志显示在这里。</translation>
    </message>
    <message>
        <source>Training log</source>
        <translation>训练日志</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Open a folder of pictures</source>
        <translation>打开图片文件夹</translation>
    </message>
    <message>
        <source>Where should the sample project go?</source>
        <translation>示例项目放在哪里？</translation>
    </message>
</context>
<context>
    <name>MatchModel</name>
    <message>
        <source>Picture</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>替换前</translation>
    </message>
    <message>
        <source>After</source>
        <translation>替换后</translation>
    </message>
</context>
<context>
    <name>MemoryPart</name>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Decoded pictures per page</source>
        <translation>每个页面缓存的图片</translation>
    </message>
    <message>
        <source>Thumbnails per list</source>
        <translation>每个列表缓存的缩略图</translation>
    </message>
    <message>
        <source>Free all pictures that are not shown</source>
        <translation>释放所有未在显示的图片</translation>
    </message>
    <message>
        <source>Settings and crash reports are in:</source>
        <translation>设置和崩溃报告位于：</translation>
    </message>
    <message>
        <source>Empty the cache</source>
        <translation>清空缓存</translation>
    </message>
    <message>
        <source>Pictures are kept in memory only, so that going back and forth is quick; no copy is written.</source>
        <translation>图片只缓存在内存中，以便快速来回切换，不会写入任何副本。</translation>
    </message>
    <message>
        <source>In use now: {size}</source>
        <translation>当前占用：{size}</translation>
    </message>
</context>
<context>
    <name>ModelSelector</name>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>The general model, your experiments and your exported models</source>
        <translation>通用模型、您的实验和已导出的模型</translation>
    </message>
    <message>
        <source>Other…</source>
        <translation>其他…</translation>
    </message>
    <message>
        <source>Choose a model file, such as the best.safetensors of an experiment</source>
        <translation>选择模型文件，例如实验中的 best.safetensors</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>选择模型</translation>
    </message>
    <message>
        <source>Models ({patterns})</source>
        <translation>模型（{patterns}）</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>PathLabel</name>
    <message>
        <source>Copy the path</source>
        <translation>复制路径</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>打开所在文件夹</translation>
    </message>
</context>
<context>
    <name>PictureCards</name>
    <message>
        <source>Validation pictures</source>
        <translation>验证图片</translation>
    </message>
    <message>
        <source>{found} of {labels}, false {false}</source>
        <translation>{found} / {labels}，误检 {false}</translation>
    </message>
    <message>
        <source>{name}: found {found}, missed {missed}, false {false}</source>
        <translation>{name}：找到 {found}，漏检 {missed}，误检 {false}</translation>
    </message>
</context>
<context>
    <name>PictureList</name>
    <message>
        <source>Search names</source>
        <translation>搜索文件名</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>全部图片</translation>
    </message>
    <message>
        <source>Unlabelled</source>
        <translation>未标注</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>已标注</translation>
    </message>
    <message>
        <source>Checked</source>
        <translation>已检查</translation>
    </message>
    <message>
        <source>Not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>Previous, next picture</source>
        <translation>上一张、下一张图片</translation>
    </message>
    <message>
        <source>Rescan the folder</source>
        <translation>重新读取文件夹</translation>
    </message>
    <message>
        <source>Show thumbnails</source>
        <translation>显示缩略图</translation>
    </message>
    <message>
        <source>{keys}: mark and go to the next picture</source>
        <translation>{keys}：标记并转到下一张</translation>
    </message>
    <message>
        <source>Which pictures the list shows</source>
        <translation>列表显示哪些图片</translation>
    </message>
    <message>
        <source>Next unchecked, next unlabelled picture</source>
        <translation>下一张未检查、未标注的图片</translation>
    </message>
    <message>
        <source>Space</source>
        <translation>空格</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>{place} of {total}</source>
        <translation>{place} / {total}</translation>
    </message>
    <message>
        <source>{labelled} labelled · {checked} checked</source>
        <translation>已标注 {labelled} · 已检查 {checked}</translation>
    </message>
</context>
<context>
    <name>PictureListPanel</name>
    <message>
        <source>Pictures…</source>
        <translation>图片…</translation>
    </message>
    <message>
        <source>Add pictures; you can also drop them on this page</source>
        <translation>添加图片；也可以直接拖到本页</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>文件夹…</translation>
    </message>
    <message>
        <source>Add all pictures of a folder</source>
        <translation>添加文件夹中的全部图片</translation>
    </message>
    <message>
        <source>This project&apos;s test pictures</source>
        <translation>本项目的测试图片</translation>
    </message>
    <message>
        <source>Empty the list (files are kept)</source>
        <translation>清空列表（不删除文件）</translation>
    </message>
    <message>
        <source>Previous, next picture</source>
        <translation>上一张、下一张图片</translation>
    </message>
    <message>
        <source>Show thumbnails</source>
        <translation>显示缩略图</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Pictures: {count}</source>
        <translation>图片：{count}</translation>
    </message>
    <message>
        <source>Open a project folder first</source>
        <translation>请先打开项目文件夹</translation>
    </message>
    <message>
        <source>Add the pictures that training does not learn from</source>
        <translation>添加训练中没有用过的图片</translation>
    </message>
    <message>
        <source>Add pictures</source>
        <translation>添加图片</translation>
    </message>
    <message>
        <source>Pictures ({patterns})</source>
        <translation>图片（{patterns}）</translation>
    </message>
    <message>
        <source>Add a folder of pictures</source>
        <translation>添加图片文件夹</translation>
    </message>
</context>
<context>
    <name>PictureModel</name>
    <message>
        <source>{name} (test)</source>
        <translation>{name}（测试）</translation>
    </message>
</context>
<context>
    <name>PictureTable</name>
    <message>
        <source>Detected with earlier settings; updated when shown</source>
        <translation>用之前的设置检测；显示时更新</translation>
    </message>
</context>
<context>
    <name>Prefill</name>
    <message>
        <source>Reading texts</source>
        <translation>识别文字</translation>
    </message>
</context>
<context>
    <name>PrefillBar</name>
    <message>
        <source>Read the selected labels</source>
        <translation>识别所选标注</translation>
    </message>
    <message>
        <source>Their texts are replaced; ignored labels are left alone</source>
        <translation>替换它们的文字；已忽略的标注不变</translation>
    </message>
    <message>
        <source>Read this picture&apos;s labels without text</source>
        <translation>识别本图中没有文字的标注</translation>
    </message>
    <message>
        <source>Read all labels without text, in all pictures</source>
        <translation>识别所有图片中没有文字的标注</translation>
    </message>
    <message>
        <source>Read texts: propose what is written in the labels</source>
        <translation>识别文字：为标注填入识别结果</translation>
    </message>
    <message>
        <source>Not installed. To read texts: {command}</source>
        <translation>未安装。要识别文字，请运行：{command}</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Reading texts…</source>
        <translation>正在识别文字…</translation>
    </message>
    <message>
        <source>Reading texts: {done} of {total}</source>
        <translation>正在识别文字：{done} / {total}</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>There is nothing to read: no label without text.</source>
        <translation>无需识别：没有缺少文字的标注。</translation>
    </message>
    <message>
        <source>Texts read: {texts}, pictures: {pictures}. {keys} takes them back.</source>
        <translation>已识别文字：{texts}，图片：{pictures}。按 {keys} 撤销。</translation>
    </message>
    <message>
        <source>Nothing readable: {count}.</source>
        <translation>未能识别：{count}。</translation>
    </message>
    <message>
        <source>Skipped, changed meanwhile: {count}.</source>
        <translation>已跳过（期间被修改）：{count}。</translation>
    </message>
    <message>
        <source>Pictures that cannot be read: {count}.</source>
        <translation>无法读取的图片：{count}。</translation>
    </message>
</context>
<context>
    <name>PreflightCard</name>
    <message>
        <source>Show what was found in the data</source>
        <translation>显示数据中发现的问题</translation>
    </message>
    <message>
        <source>Use {batch}</source>
        <translation>改用 {batch}</translation>
    </message>
    <message>
        <source>About {time} on {device}</source>
        <translation>约 {time}，在 {device} 上</translation>
    </message>
    <message>
        <source>Testing this machine</source>
        <translation>正在试测本机</translation>
    </message>
    <message numerus="yes">
        <source>%n finding(s) in the data</source>
        <translation>
            <numerusform>数据中有 %n 个问题</numerusform>
        </translation>
    </message>
    <message>
        <source>This machine could not be tested. Training may work all the same.</source>
        <translation>无法试测本机。训练也许仍可进行。</translation>
    </message>
    <message>
        <source>Testing this machine…</source>
        <translation>正在试测本机…</translation>
    </message>
    <message>
        <source>An estimate of the time appears here once there are labelled pictures.</source>
        <translation>有了已标注的图片，这里会显示预计用时。</translation>
    </message>
    <message>
        <source>{count} s</source>
        <translation>{count} 秒</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} 分钟</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分钟</translation>
    </message>
    <message>
        <source>Memory {needed}</source>
        <translation>内存 {needed}</translation>
    </message>
    <message>
        <source>Memory {needed} of {free} free: batch {batch} fits</source>
        <translation>内存 {needed}，空闲 {free}：批大小 {batch} 放得下</translation>
    </message>
    <message>
        <source>Memory {needed}, but {free} free: batch {batch} does not fit</source>
        <translation>内存 {needed}，但空闲 {free}：批大小 {batch} 放不下</translation>
    </message>
    <message>
        <source>Memory {needed}, but {free} free: choose smaller crops</source>
        <translation>内存 {needed}，但空闲 {free}：请选更小的裁剪尺寸</translation>
    </message>
</context>
<context>
    <name>PresetField</name>
    <message>
        <source>Show what the network will see</source>
        <translation>显示网络将看到什么</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>文档</translation>
    </message>
    <message>
        <source>Receipts, forms, handwriting: slightly turned and scaled, uneven light.</source>
        <translation>小票、表单、手写：轻微旋转与缩放，光线不均。</translation>
    </message>
    <message>
        <source>Scene</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Signs, packages, streets: strong scale, perspective, blur and colour.</source>
        <translation>招牌、包装、街景：较强的缩放、透视、模糊与颜色变化。</translation>
    </message>
    <message>
        <source>Dial</source>
        <translation>仪表</translation>
    </message>
    <message>
        <source>Gauges, labels, nameplates: any direction, reflections, dim light.</source>
        <translation>仪表、标签、铭牌：任意方向、反光、昏暗。</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>轻微</translation>
    </message>
    <message>
        <source>Pictures that all look alike, as from a fixed camera: small changes only.</source>
        <translation>图片都很相似，如来自固定相机：只作小的变化。</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Pictures as they are, only cropped.</source>
        <translation>图片保持原样，只裁剪。</translation>
    </message>
</context>
<context>
    <name>PreviewWindow</name>
    <message>
        <source>Preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>What the network will see</source>
        <translation>网络将看到什么</translation>
    </message>
    <message>
        <source>Again</source>
        <translation>换一批</translation>
    </message>
    <message>
        <source>Show other crops</source>
        <translation>显示另一批裁剪</translation>
    </message>
    <message>
        <source>Outlined: your labels. Blue: what counts as text. Orange stripes: ignored, nothing is learned there.</source>
        <translation>描边：您的标注。蓝色：算作文字的部分。橙色条纹：忽略的部分，不参与学习。</translation>
    </message>
</context>
<context>
    <name>ProjectBar</name>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>{n} labelled</source>
        <translation>已标注 {n} 张</translation>
    </message>
    <message>
        <source>{n} test</source>
        <translation>测试 {n} 张</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>打开图片文件夹</translation>
    </message>
    <message>
        <source>Open the sample project</source>
        <translation>打开示例项目</translation>
    </message>
    <message>
        <source>Help on this page</source>
        <translation>本页帮助</translation>
    </message>
    <message>
        <source>No folder open</source>
        <translation>未打开文件夹</translation>
    </message>
    <message>
        <source>Recent folders</source>
        <translation>最近打开的文件夹</translation>
    </message>
    <message>
        <source>Open a folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Close the project</source>
        <translation>关闭项目</translation>
    </message>
</context>
<context>
    <name>Rail</name>
    <message>
        <source>Label</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Draw and correct labels</source>
        <translation>绘制和修改标注</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Find what is wrong with the data</source>
        <translation>查找数据中的问题</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Fine-tune the detector on your labels</source>
        <translation>用您的标注微调检测模型</translation>
    </message>
    <message>
        <source>Detect</source>
        <translation>检测</translation>
    </message>
    <message>
        <source>Try a model on pictures</source>
        <translation>在图片上试用模型</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Turn a model into an ONNX file</source>
        <translation>将模型导出为 ONNX 文件</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Language, colours, device, keys</source>
        <translation>语言、配色、设备、快捷键</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Help pages ({help}) and keys ({keys})</source>
        <translation>帮助页（{help}）和快捷键（{keys}）</translation>
    </message>
    <message>
        <source>Help pages</source>
        <translation>帮助页</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>RateChart</name>
    <message>
        <source>Rate {rate}</source>
        <translation>学习率 {rate}</translation>
    </message>
</context>
<context>
    <name>RateField</name>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Find a suitable learning rate on a copy of the weights</source>
        <translation>在权重的副本上查找合适的学习率</translation>
    </message>
    <message>
        <source>There are no labelled pictures yet to try a learning rate on</source>
        <translation>还没有可用来试验学习率的已标注图片</translation>
    </message>
    <message>
        <source>Not while a training runs</source>
        <translation>训练进行时不可用</translation>
    </message>
</context>
<context>
    <name>RateWindow</name>
    <message>
        <source>Find a learning rate</source>
        <translation>查找学习率</translation>
    </message>
    <message>
        <source>A copy of the start weights is trained while the learning rate grows; nothing is kept. Too low a rate learns little, too high a rate makes the loss rise. A good one lies in the middle of the valley between the two.</source>
        <translation>用起始权重的副本训练，学习率逐步增大；结果不会保留。学习率过低学得很少，过高则损失上升；两者之间低谷的中部就是合适的学习率。</translation>
    </message>
    <message>
        <source>Each step</source>
        <translation>每一步</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>平均</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Finding a learning rate</source>
        <translation>正在查找学习率</translation>
    </message>
    <message>
        <source>Use {rate}</source>
        <translation>使用 {rate}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Suggested: {rate}</source>
        <translation>建议：{rate}</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>已取消。</translation>
    </message>
    <message>
        <source>Reading the pictures and loading the model…</source>
        <translation>正在读取图片并加载模型…</translation>
    </message>
    <message>
        <source>Step {step} of {total}, {time} left</source>
        <translation>第 {step} 步，共 {total} 步，剩余 {time}</translation>
    </message>
</context>
<context>
    <name>ReplaceWindow</name>
    <message>
        <source>Find and replace texts</source>
        <translation>查找和替换文字</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Whole text</source>
        <translation>全文匹配</translation>
    </message>
    <message>
        <source>Regular expression</source>
        <translation>正则表达式</translation>
    </message>
    <message>
        <source>All pictures</source>
        <translation>全部图片</translation>
    </message>
    <message>
        <source>This picture</source>
        <translation>本图</translation>
    </message>
    <message>
        <source>Double-click: show the label</source>
        <translation>双击：显示该标注</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Replace texts: {count}</source>
        <translation>替换文字：{count}</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Only labels whose whole text matches</source>
        <translation>仅匹配完全相同的文字</translation>
    </message>
    <message>
        <source>In the replacement, \1 stands for the first group and \0 for the whole match</source>
        <translation>在替换内容中，\1 表示第一对括号匹配的内容，\0 表示全部匹配内容</translation>
    </message>
    <message>
        <source>Where to search</source>
        <translation>查找范围</translation>
    </message>
    <message>
        <source>Matches</source>
        <translation>查找结果</translation>
    </message>
    <message>
        <source>Ignored labels (###) and unreadable lines are left alone. Each picture gets one undo step: {keys} on that picture reverts it.</source>
        <translation>已忽略的标注（###）和无法读取的行保持不变。每张图片的替换是一步操作：在该图片上按 {keys} 即可撤销。</translation>
    </message>
    <message>
        <source>Type the text to find.</source>
        <translation>请输入要查找的内容。</translation>
    </message>
    <message>
        <source>Press Enter to search.</source>
        <translation>按 Enter 查找。</translation>
    </message>
    <message>
        <source>Searching… Found so far: {texts}.</source>
        <translation>正在查找… 已找到：{texts}。</translation>
    </message>
    <message>
        <source>Found: {texts}, pictures: {pictures}.</source>
        <translation>找到：{texts}，图片：{pictures}。</translation>
    </message>
    <message>
        <source>Replacing… Texts: {texts}, pictures: {pictures}.</source>
        <translation>正在替换… 文字：{texts}，图片：{pictures}。</translation>
    </message>
    <message>
        <source>Replaced texts: {texts}, pictures: {pictures}.</source>
        <translation>已替换文字：{texts}，图片：{pictures}。</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Gt files that cannot be read: {count}.</source>
        <translation>无法读取的 gt 文件：{count}。</translation>
    </message>
    <message>
        <source>Skipped, changed meanwhile: {count}.</source>
        <translation>已跳过（期间被修改）：{count}。</translation>
    </message>
</context>
<context>
    <name>Replacement</name>
    <message>
        <source>Searching texts</source>
        <translation>查找文字</translation>
    </message>
</context>
<context>
    <name>ResultPanel</name>
    <message>
        <source>Read texts</source>
        <translation>识别文字</translation>
    </message>
    <message>
        <source>Read the text in the boxes; it is saved with them</source>
        <translation>识别框内的文字，并随结果一起保存</translation>
    </message>
    <message>
        <source>Not installed. To read texts: {command}</source>
        <translation>尚未安装识别组件。安装命令：{command}</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>检测框</translation>
    </message>
</context>
<context>
    <name>ReviewBar</name>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Make a label of the orange box ({keys})</source>
        <translation>把橙色框变成标注（{keys}）</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>拒绝</translation>
    </message>
    <message>
        <source>Drop the orange box ({keys})</source>
        <translation>丢弃橙色框（{keys}）</translation>
    </message>
    <message>
        <source>Accept all</source>
        <translation>全部接受</translation>
    </message>
    <message>
        <source>Reject all</source>
        <translation>全部拒绝</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张图片</translation>
    </message>
    <message>
        <source>Go to the next picture with proposed boxes</source>
        <translation>转到下一张有建议框的图片</translation>
    </message>
    <message>
        <source>Proposed boxes in this picture: {count}</source>
        <translation>本图中的建议框：{count}</translation>
    </message>
    <message>
        <source>Pictures with proposed boxes: {count}</source>
        <translation>有建议框的图片：{count}</translation>
    </message>
</context>
<context>
    <name>RunButtons</name>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Fine-tune on the labelled pictures</source>
        <translation>用已标注的图片微调</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>Stop and keep</source>
        <translation>停止并保留</translation>
    </message>
    <message>
        <source>End now; the best weights so far are kept</source>
        <translation>立即结束；保留目前最好的权重</translation>
    </message>
    <message>
        <source>Discarding…</source>
        <translation>正在丢弃…</translation>
    </message>
    <message>
        <source>Cancel and discard</source>
        <translation>取消并丢弃</translation>
    </message>
    <message>
        <source>End now and move the experiment to the trash</source>
        <translation>立即结束，并把实验移到回收站</translation>
    </message>
</context>
<context>
    <name>SampleProject</name>
    <message>
        <source>Making the sample project</source>
        <translation>生成示例项目</translation>
    </message>
</context>
<context>
    <name>SamplesView</name>
    <message>
        <source>Outlined: your labels. Blue: what counts as text. Yellow: the border that is learned. Orange stripes: ignored, nothing is learned there.</source>
        <translation>描边：您的标注。蓝色：算作文字的部分。黄色：要学的边界。橙色条纹：忽略的部分，不参与学习。</translation>
    </message>
    <message>
        <source>Drawing samples</source>
        <translation>绘制样本</translation>
    </message>
</context>
<context>
    <name>SaveBar</name>
    <message>
        <source>Save results</source>
        <translation>保存结果</translation>
    </message>
    <message>
        <source>What to save</source>
        <translation>选择要保存的内容</translation>
    </message>
    <message>
        <source>Drawn pictures</source>
        <translation>画好框的图片</translation>
    </message>
    <message>
        <source>JSON records</source>
        <translation>JSON 记录</translation>
    </message>
    <message>
        <source>Label files (ICDAR2015)</source>
        <translation>标注文件（ICDAR2015）</translation>
    </message>
    <message>
        <source>One table (CSV, opens in Excel)</source>
        <translation>一张表格（CSV，可用 Excel 打开）</translation>
    </message>
    <message>
        <source>Crops of the boxes</source>
        <translation>框内的小图</translation>
    </message>
    <message>
        <source>Save everything detected: {formats}</source>
        <translation>保存全部检测结果：{formats}</translation>
    </message>
    <message>
        <source>Choose what to save in the menu beside this button</source>
        <translation>请在旁边的菜单中勾选要保存的内容</translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) saved</source>
        <translation>
            <numerusform>已保存 %n 张图片</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n could not be read</source>
        <translation>
            <numerusform>%n 张无法读取</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ScratchWarning</name>
    <message>
        <source>This needs thousands of labelled pictures and a long training. With fewer, the general model is a far better start.</source>
        <translation>这需要数千张已标注图片和很长的训练时间。图片较少时，从通用模型开始要好得多。</translation>
    </message>
</context>
<context>
    <name>SendBar</name>
    <message>
        <source>Send to labelling</source>
        <translation>送去标注</translation>
    </message>
    <message>
        <source>Open their folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Show the labels</source>
        <translation>查看标注</translation>
    </message>
    <message>
        <source>Turn the boxes into labels of the project; existing labels stay as they are</source>
        <translation>把找到的框变成项目的标注；已有标注保持不变</translation>
    </message>
    <message>
        <source>Review them</source>
        <translation>逐个审核</translation>
    </message>
    <message>
        <source>Accept or reject each on the Label page</source>
        <translation>在标注页逐个接受或拒绝</translation>
    </message>
    <message>
        <source>Add all</source>
        <translation>全部添加</translation>
    </message>
    <message>
        <source>Make labels of all boxes and write their gt files; {keys} on the Label page undoes it</source>
        <translation>全部变成标注并写入 gt 文件；在标注页按 {keys} 可撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message numerus="yes">
        <source>%n box(es)</source>
        <translation>
            <numerusform>%n 个框</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s)</source>
        <translation>
            <numerusform>%n 张图片</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparing with the labels…</source>
        <translation>正在与已有标注比对…</translation>
    </message>
    <message>
        <source>No project is open. Only pictures of a project have labels.</source>
        <translation>还没有打开项目。只有项目中的图片才有标注。</translation>
    </message>
    <message>
        <source>These pictures do not belong to the open project.</source>
        <translation>这些图片不属于当前项目。</translation>
    </message>
    <message>
        <source>Sending {boxes}…</source>
        <translation>正在发送{boxes}…</translation>
    </message>
    <message>
        <source>{boxes} to send, in {pictures}.</source>
        <translation>待发送{boxes}，涉及{pictures}。</translation>
    </message>
    <message>
        <source>{boxes} sent, in {pictures}.</source>
        <translation>已发送{boxes}，涉及{pictures}。</translation>
    </message>
    <message numerus="yes">
        <source>%n box(es) left out: already labelled.</source>
        <translation>
            <numerusform>略过 %n 个框：已有标注。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) left out: not in this project.</source>
        <translation>
            <numerusform>略过 %n 张图片：不在本项目中。</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture(s) left out: the labels cannot be changed.</source>
        <translation>
            <numerusform>略过 %n 张图片：其标注无法更改。</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Session</name>
    <message>
        <source>General model</source>
        <translation>通用模型</translation>
    </message>
</context>
<context>
    <name>SettingsPanel</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Model&apos;s defaults</source>
        <translation>模型默认值</translation>
    </message>
    <message>
        <source>Go back to the settings stored in the model</source>
        <translation>恢复模型中保存的设置</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
    <message>
        <source>Pixels above this probability are text. Lower finds fainter text.</source>
        <translation>概率高于此值的像素视为文字。调低可检出更淡的文字。</translation>
    </message>
    <message>
        <source>Box score</source>
        <translation>框得分</translation>
    </message>
    <message>
        <source>Boxes below this score are dropped. Higher means fewer false alarms.</source>
        <translation>得分低于此值的框会被丢弃。调高可减少误检。</translation>
    </message>
    <message>
        <source>Unclip</source>
        <translation>外扩比例</translation>
    </message>
    <message>
        <source>How far boxes are grown around the text.</source>
        <translation>检测框向文字外侧扩张的程度。</translation>
    </message>
    <message>
        <source>Input size</source>
        <translation>输入尺寸</translation>
    </message>
    <message>
        <source>Larger pictures are scaled down to this longer side. More finds smaller text.</source>
        <translation>大于此值的图片会把长边缩小到这么多像素。值越大越能检出小字。</translation>
    </message>
    <message>
        <source>Large pictures in tiles</source>
        <translation>大图分块检测</translation>
    </message>
    <message>
        <source>Search pictures larger than the input size piece by piece, not scaled down. Slower.</source>
        <translation>超过输入尺寸的图片分块检测，而不是缩小：速度较慢</translation>
    </message>
    <message>
        <source>The defaults of the general model cannot be changed; choose a model of your own</source>
        <translation>通用模型的默认值不能修改；请选择自己的模型</translation>
    </message>
    <message>
        <source>Make these settings the model&apos;s defaults; they are stored in its file</source>
        <translation>把当前设置作为模型默认值，保存到模型文件中</translation>
    </message>
    <message>
        <source>Before: threshold {thresh}, box score {box}, unclip {unclip}, input size {side}</source>
        <translation>之前：阈值 {thresh}，框得分 {box}，外扩比例 {unclip}，输入尺寸 {side}</translation>
    </message>
</context>
<context>
    <name>SettingsWindow</name>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>General</source>
        <translation>常规</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Sections of the settings</source>
        <translation>设置的各部分</translation>
    </message>
    <message>
        <source>Reset all…</source>
        <translation>全部恢复默认…</translation>
    </message>
    <message>
        <source>Reset all settings to their defaults</source>
        <translation>将所有设置恢复为最初的状态</translation>
    </message>
    <message>
        <source>Restore the settings as they were before</source>
        <translation>恢复之前的设置</translation>
    </message>
    <message>
        <source>All settings were reset.</source>
        <translation>所有设置已恢复默认。</translation>
    </message>
    <message>
        <source>Reset all settings to their defaults?</source>
        <translation>将所有设置恢复默认吗?</translation>
    </message>
    <message>
        <source>Recent folders and what the pages remember are kept. This can be undone in this window.</source>
        <translation>最近的文件夹和各页面记住的内容会保留。可在此窗口中撤销。</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部恢复默认</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>StartSelector</name>
    <message>
        <source>A network that has learned nothing yet</source>
        <translation>尚未学过任何内容的网络</translation>
    </message>
    <message>
        <source>From scratch</source>
        <translation>从零开始</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Stop this job</source>
        <translation>停止此任务</translation>
    </message>
    <message>
        <source>All changes saved</source>
        <translation>所有更改已保存</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>正在保存…</translation>
    </message>
    <message>
        <source>Training and detection run on the processor.</source>
        <translation>训练和检测使用处理器（CPU）运行。</translation>
    </message>
    <message>
        <source>Training and detection run on the processor, as chosen in the settings.</source>
        <translation>按设置，训练和检测使用处理器。</translation>
    </message>
    <message>
        <source>CPU ({card} not used)</source>
        <translation>CPU（未使用 {card}）</translation>
    </message>
    <message>
        <source>Training and detection run on the graphics card.</source>
        <translation>训练和检测使用显卡运行。</translation>
    </message>
    <message>
        <source>memory {size}</source>
        <translation>内存 {size}</translation>
    </message>
    <message>
        <source>{name}: stopping…</source>
        <translation>{name}：正在停止…</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>剩余 {time}</translation>
    </message>
</context>
<context>
    <name>TableBar</name>
    <message>
        <source>Search texts</source>
        <translation>搜索文字</translation>
    </message>
    <message>
        <source>Show only labels whose text contains this (Enter: go to the first)</source>
        <translation>显示文字中包含此内容的标注（Enter：转到第一个）</translation>
    </message>
    <message>
        <source>All labels</source>
        <translation>全部标注</translation>
    </message>
    <message>
        <source>Without text</source>
        <translation>没有文字</translation>
    </message>
    <message>
        <source>Ignored</source>
        <translation>已忽略</translation>
    </message>
    <message>
        <source>File order</source>
        <translation>文件顺序</translation>
    </message>
    <message>
        <source>Reading order</source>
        <translation>阅读顺序</translation>
    </message>
    <message>
        <source>Write the gt file in reading order; unreadable lines keep their neighbours</source>
        <translation>按阅读顺序写入 gt 文件的各行；无法读取的行跟随相邻的行</translation>
    </message>
    <message>
        <source>Which labels the table shows</source>
        <translation>表格显示哪些标注</translation>
    </message>
    <message>
        <source>Order of the table</source>
        <translation>表格的顺序</translation>
    </message>
    <message>
        <source>Order of the table only: the file and the numbers of the labels stay as they are</source>
        <translation>只是表格的顺序：文件和标注编号不变</translation>
    </message>
    <message>
        <source>Find and replace in all pictures</source>
        <translation>在全部图片中查找和替换</translation>
    </message>
</context>
<context>
    <name>TonePopup</name>
    <message>
        <source>Brightness</source>
        <translation>亮度</translation>
    </message>
    <message>
        <source>Contrast</source>
        <translation>对比度</translation>
    </message>
    <message>
        <source>Gamma</source>
        <translation>伽马</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>复位</translation>
    </message>
    <message>
        <source>Changes the view only, not the file.</source>
        <translation>仅影响显示，不会修改图片文件。</translation>
    </message>
</context>
<context>
    <name>TrainForm</name>
    <message>
        <source>Start from</source>
        <translation>初始权重</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>训练轮数</translation>
    </message>
    <message>
        <source>Batch size</source>
        <translation>批大小</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>学习率</translation>
    </message>
    <message>
        <source>Crop size</source>
        <translation>裁剪尺寸</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>设备</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>随机种子</translation>
    </message>
    <message>
        <source>Picture type</source>
        <translation>图片类型</translation>
    </message>
    <message>
        <source>{crops} crops per epoch, to be quick</source>
        <translation>每轮 {crops} 个裁剪块，以便快些完成</translation>
    </message>
    <message>
        <source>How often training goes through the pictures. 5 to 10 suit most data sets.</source>
        <translation>训练遍历全部图片的次数。大多数数据集用 5 到 10 轮即可。</translation>
    </message>
    <message>
        <source>Side of the square crops that the network is trained on, a multiple of 32.</source>
        <translation>训练所用正方形裁剪的边长，须为 32 的倍数。</translation>
    </message>
    <message>
        <source>Training ends by itself after this many epochs without a better Hmean.</source>
        <translation>Hmean 连续这么多轮没有提高，训练就自动结束。</translation>
    </message>
    <message>
        <source>Layers that keep their weights. Frozen layers make training faster and forget nothing, but learn nothing new. Automatic: the early layers; none when training from scratch.</source>
        <translation>保持权重不变的层。冻结后训练更快、不会遗忘，但也学不到新东西。自动：冻结前几层；从零训练时不冻结。</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>耐心</translation>
    </message>
    <message>
        <source>Frozen</source>
        <translation>冻结</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Advanced</source>
        <translation>高级</translation>
    </message>
    <message>
        <source>As in the settings</source>
        <translation>与设置相同</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>自动</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>NVIDIA card (CUDA)</source>
        <translation>NVIDIA 显卡 (CUDA)</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>不冻结</translation>
    </message>
    <message>
        <source>Early layers</source>
        <translation>前几层</translation>
    </message>
    <message>
        <source>Whole backbone</source>
        <translation>整个主干网络</translation>
    </message>
    <message>
        <source>Crops per step. Small batches learn more in the same time.</source>
        <translation>每步的裁剪块数。同样的时间里，小批次学得更多。</translation>
    </message>
    <message>
        <source>How big the steps are. Lower it when the loss jumps, raise it when the loss hardly falls.</source>
        <translation>每步更新的幅度。损失剧烈波动时调低，损失几乎不降时调高。</translation>
    </message>
    <message>
        <source>The same seed gives the same split and the same order of pictures.</source>
        <translation>相同的种子得到相同的数据划分和图片顺序。</translation>
    </message>
    <message>
        <source>never ends early</source>
        <translation>从不提前结束</translation>
    </message>
</context>
<context>
    <name>TrainPage</name>
    <message>
        <source>Training</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>曲线</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>日志</translation>
    </message>
    <message>
        <source>Experiments</source>
        <translation>实验</translation>
    </message>
    <message>
        <source>Curves or pictures</source>
        <translation>曲线或图片</translation>
    </message>
    <message>
        <source>Experiments or log</source>
        <translation>实验或日志</translation>
    </message>
    <message>
        <source>Training finished</source>
        <translation>训练完成</translation>
    </message>
    <message>
        <source>Training ended with an error</source>
        <translation>训练出错结束</translation>
    </message>
    <message>
        <source>No labelled pictures to train on</source>
        <translation>没有可用于训练的已标注图片</translation>
    </message>
    <message>
        <source>Draw boxes around the text of some pictures first; 50 pictures are a good start.</source>
        <translation>请先在一些图片上框出文字；50 张是个不错的起点。</translation>
    </message>
    <message>
        <source>Label pictures</source>
        <translation>去标注图片</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Reading the pictures and loading the model…</source>
        <translation>正在读取图片、加载模型…</translation>
    </message>
    <message>
        <source>Ready to train</source>
        <translation>可以开始训练</translation>
    </message>
    <message>
        <source>Press “Start training”. Curves of the loss and of the scores appear here.</source>
        <translation>按“开始训练”，损失和评分曲线会显示在这里。</translation>
    </message>
</context>
<context>
    <name>TrainResultCard</name>
    <message>
        <source>Try it in Detect</source>
        <translation>在检测中试用</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancelled and discarded</source>
        <translation>已取消并丢弃</translation>
    </message>
    <message>
        <source>The experiment is in the trash and can be restored from there.</source>
        <translation>实验已移到回收站，可以从那里恢复。</translation>
    </message>
    <message>
        <source>Stopped after {done} of {epochs} epochs</source>
        <translation>共 {epochs} 轮，完成 {done} 轮后停止</translation>
    </message>
    <message>
        <source>Training finished in {time}</source>
        <translation>训练完成，用时 {time}</translation>
    </message>
    <message>
        <source>It ended before the model was first measured, so there are no weights to keep.</source>
        <translation>在模型第一次评测之前就结束了，没有可保留的权重。</translation>
    </message>
    <message>
        <source>Nothing was measured. The weights are saved.</source>
        <translation>没有做评测。权重已保存。</translation>
    </message>
    <message numerus="yes">
        <source>Hmean {before} → {after} on %n validation picture(s)</source>
        <translation>
            <numerusform>%n 张验证图片上 Hmean {before} → {after}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Hmean {before} → {after} on %n test picture(s)</source>
        <translation>
            <numerusform>%n 张测试图片上 Hmean {before} → {after}</numerusform>
        </translation>
    </message>
    <message>
        <source>{figures}, with the weights of epoch {epoch}.</source>
        <translation>{figures}，采用第 {epoch} 轮的权重。</translation>
    </message>
    <message>
        <source>There are no test pictures: on new pictures it may be lower.</source>
        <translation>没有测试图片：在新图片上可能会低一些。</translation>
    </message>
    <message>
        <source>No better than the start: no epoch exceeded the Hmean of {before}, so the weights are the old ones.</source>
        <translation>没有比训练前更好：没有哪一轮的 Hmean 超过 {before}，因此保留原来的权重。</translation>
    </message>
    <message>
        <source>No better than the start: {figures}.</source>
        <translation>没有比训练前更好：{figures}。</translation>
    </message>
    <message>
        <source>More labelled pictures, more epochs or a lower learning rate may help.</source>
        <translation>可以尝试增加标注图片、增加训练轮数或降低学习率。</translation>
    </message>
</context>
<context>
    <name>UnfinishedBar</name>
    <message>
        <source>Do not offer it again; it can be resumed from the list of experiments</source>
        <translation>不再提示；仍可在实验列表中继续</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Continue this training where it was interrupted</source>
        <translation>从中断处继续此训练</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>暂不</translation>
    </message>
    <message>
        <source>The training “{name}” was interrupted after epoch {done} of {epochs}.</source>
        <translation>训练“{name}”在第 {done} 轮（共 {epochs} 轮）后中断。</translation>
    </message>
</context>
<context>
    <name>UnsavedBar</name>
    <message>
        <source>Not saved: the labels of {names}</source>
        <translation>未保存：{names} 的标注</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Save now ({keys})</source>
        <translation>立即保存（{keys}）</translation>
    </message>
    <message>
        <source>Compare…</source>
        <translation>比较…</translation>
    </message>
    <message>
        <source>Show what differs, and choose</source>
        <translation>显示差异并选择</translation>
    </message>
    <message>
        <source>Reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>Show what the gt file holds now; Undo brings your labels back</source>
        <translation>载入 gt 文件现在的内容；撤销可恢复您的标注</translation>
    </message>
</context>
<context>
    <name>ValidationView</name>
    <message>
        <source>Previous picture</source>
        <translation>上一张图片</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张图片</translation>
    </message>
    <message>
        <source>Show the probability map</source>
        <translation>显示概率图</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>Go back to earlier epochs</source>
        <translation>回看之前的轮次</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>轮次</translation>
    </message>
    <message>
        <source>Picture with its labels and what was found</source>
        <translation>图片、标注及检测结果</translation>
    </message>
    <message>
        <source>No picture checked yet</source>
        <translation>还没有检查过图片</translation>
    </message>
    <message>
        <source>After every epoch the model is tried on a few validation pictures. They appear here.</source>
        <translation>每一轮之后，模型会在几张验证图片上试用，结果显示在这里。</translation>
    </message>
    <message>
        <source>Epoch {epoch}</source>
        <translation>第 {epoch} 轮</translation>
    </message>
    <message>
        <source>Before training</source>
        <translation>训练前</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Compare with…</source>
        <translation>对比…</translation>
    </message>
    <message>
        <source>Show what another model finds in the same picture</source>
        <translation>显示另一个模型在同一张图片上的结果</translation>
    </message>
    <message>
        <source>Picture with the boxes found</source>
        <translation>图片及检测框</translation>
    </message>
    <message>
        <source>Show the probability map</source>
        <translation>显示概率图</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>Zoom; {keys} shows the picture at 100 %</source>
        <translation>缩放；{keys} 以 100% 显示</translation>
    </message>
    <message>
        <source>Try the model on new pictures</source>
        <translation>在新图片上试用模型</translation>
    </message>
    <message>
        <source>Add pictures or a folder, or drop them here. Then press Detect.</source>
        <translation>添加图片或文件夹，或拖到这里，然后按“检测”。</translation>
    </message>
    <message>
        <source>Add pictures…</source>
        <translation>添加图片…</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>检测框</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Detecting…</source>
        <translation>正在检测…</translation>
    </message>
    <message>
        <source>Not detected yet: press Detect</source>
        <translation>尚未检测：请按“检测”</translation>
    </message>
    <message>
        <source>No text found. Lower the threshold or the box score.</source>
        <translation>没有检测到文字。请调低阈值或框得分。</translation>
    </message>
    <message>
        <source>Reading the texts…</source>
        <translation>正在识别文字…</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Label the text in your pictures, fine-tune a detector on them, try it and export it.</source>
        <translation>标注图片中的文字，微调检测模型，试用并导出。</translation>
    </message>
    <message>
        <source>1. Label</source>
        <translation>1. 标注</translation>
    </message>
    <message>
        <source>Mark the text in your pictures with four clicks each.</source>
        <translation>单击四次，标出图片中的一行文字。</translation>
    </message>
    <message>
        <source>2. Train</source>
        <translation>2. 训练</translation>
    </message>
    <message>
        <source>Press one button; curves show how the detector learns.</source>
        <translation>只按一个按钮，曲线显示模型怎样学习。</translation>
    </message>
    <message>
        <source>3. Try and export</source>
        <translation>3. 试用与导出</translation>
    </message>
    <message>
        <source>Try it on new pictures, then export it as a file.</source>
        <translation>先看看新图片上的效果，再作为文件带走。</translation>
    </message>
    <message>
        <source>Makes labelled pictures for trying everything</source>
        <translation>生成一批已标注的图片，供您试用全部功能</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>打开图片文件夹</translation>
    </message>
    <message>
        <source>Try the sample project</source>
        <translation>试用示例项目</translation>
    </message>
    <message>
        <source>Choose where the sample project goes</source>
        <translation>选择示例项目的位置</translation>
    </message>
    <message>
        <source>or drop a folder onto this window</source>
        <translation>或将文件夹拖到此窗口</translation>
    </message>
    <message>
        <source>Recent folders</source>
        <translation>最近打开的文件夹</translation>
    </message>
</context>
<context>
    <name>WorkRow</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>commands</name>
    <message>
        <source>add label</source>
        <translation>添加标注</translation>
    </message>
    <message>
        <source>delete label</source>
        <translation>删除标注</translation>
    </message>
    <message>
        <source>move label</source>
        <translation>移动标注</translation>
    </message>
    <message>
        <source>edit text</source>
        <translation>编辑文本内容</translation>
    </message>
    <message>
        <source>ignore</source>
        <translation>忽略</translation>
    </message>
    <message>
        <source>write in reading order</source>
        <translation>按阅读顺序写入</translation>
    </message>
    <message>
        <source>reload</source>
        <translation>重新加载</translation>
    </message>
    <message>
        <source>restore labels</source>
        <translation>恢复标注</translation>
    </message>
    <message>
        <source>fix</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>no text here</source>
        <translation>此处无文字</translation>
    </message>
    <message>
        <source>add found boxes</source>
        <translation>加入检测框</translation>
    </message>
    <message>
        <source>rotate start point</source>
        <translation>移动起点</translation>
    </message>
    <message>
        <source>reverse order</source>
        <translation>反转顶点顺序</translation>
    </message>
    <message>
        <source>clip to picture</source>
        <translation>裁剪到图片范围内</translation>
    </message>
    <message>
        <source>resize label</source>
        <translation>调整标注大小</translation>
    </message>
    <message>
        <source>rotate label</source>
        <translation>旋转标注</translation>
    </message>
    <message>
        <source>read texts</source>
        <translation>识别文字</translation>
    </message>
    <message>
        <source>replace texts</source>
        <translation>替换文字</translation>
    </message>
    <message>
        <source>reject proposed box</source>
        <translation>拒绝建议框</translation>
    </message>
    <message>
        <source>accept proposed box</source>
        <translation>接受建议框</translation>
    </message>
</context>
<context>
    <name>engine</name>
    <message>
        <source>There are no new pictures here.</source>
        <translation>这里没有新的图片。</translation>
    </message>
    <message>
        <source>Choose JPEG, PNG, BMP, TIFF or WebP pictures.</source>
        <translation>请选择 JPEG、PNG、BMP、TIFF 或 WebP 图片。</translation>
    </message>
    <message>
        <source>The gt file was changed by another program.</source>
        <translation>gt 文件被其他程序修改了。</translation>
    </message>
    <message>
        <source>Press Compare to see both and choose; Undo after that brings your own labels back.</source>
        <translation>按“比较”查看两者并选择；之后撤销可恢复您自己的标注。</translation>
    </message>
    <message>
        <source>Pictures whose labels cannot be saved: {count}.</source>
        <translation>标注无法保存的图片：{count} 张。</translation>
    </message>
    <message>
        <source>There is no such folder.</source>
        <translation>没有这个文件夹。</translation>
    </message>
    <message>
        <source>Open a folder that holds your pictures.</source>
        <translation>请打开存放图片的文件夹。</translation>
    </message>
    <message>
        <source>Some labels could not be saved, so the training was not started.</source>
        <translation>有标注无法保存，因此没有开始训练。</translation>
    </message>
    <message>
        <source>See the Label page for the reason, then start again.</source>
        <translation>请到标注页查看原因，然后重新开始。</translation>
    </message>
    <message>
        <source>It could not be moved to the trash, so it was kept: {reason}.</source>
        <translation>无法移到回收站，因此保留：{reason}。</translation>
    </message>
    <message>
        <source>Delete it in your file manager if you do not need it.</source>
        <translation>如果不需要，请在文件管理器中删除。</translation>
    </message>
    <message>
        <source>There is no such checkpoint.</source>
        <translation>没有这个检查点文件。</translation>
    </message>
    <message>
        <source>Check the path.</source>
        <translation>请检查路径。</translation>
    </message>
    <message>
        <source>Checkpoints of this kind cannot be imported.</source>
        <translation>无法导入这种检查点文件。</translation>
    </message>
    <message>
        <source>Give PaddleOCR&apos;s ch_ppocr_server_v2.0_det as .onnx, or a ModelScope or MhLiao/DB ResNet18 checkpoint as .pt or .pth.</source>
        <translation>请提供 PaddleOCR 的 ch_ppocr_server_v2.0_det（.onnx），或 ModelScope、MhLiao/DB 的 ResNet18 检查点（.pt 或 .pth）。</translation>
    </message>
    <message>
        <source>This is not an ONNX file, or it is damaged: {detail}.</source>
        <translation>这不是 ONNX 文件，或文件已损坏：{detail}。</translation>
    </message>
    <message>
        <source>Get the file again.</source>
        <translation>请重新获取该文件。</translation>
    </message>
    <message>
        <source>The checkpoint is damaged, or holds more than tensors and could run code when opened.</source>
        <translation>检查点文件已损坏，或含有张量以外、打开时可能执行代码的内容。</translation>
    </message>
    <message>
        <source>Get it again, or save only its state dict: torch.save(model.state_dict(), &apos;weights.pt&apos;).</source>
        <translation>请重新获取，或只保存 state dict：torch.save(model.state_dict(), &apos;weights.pt&apos;)。</translation>
    </message>
    <message>
        <source>The checkpoint cannot be read: {detail}.</source>
        <translation>无法读取检查点文件：{detail}。</translation>
    </message>
    <message>
        <source>There are no weights in this checkpoint.</source>
        <translation>这个检查点文件里没有权重。</translation>
    </message>
    <message>
        <source>Give the file that holds the model&apos;s state dict.</source>
        <translation>请提供含有模型 state dict 的文件。</translation>
    </message>
    <message>
        <source>This network has deformable convolutions, which exported files could not run everywhere.</source>
        <translation>这个网络使用可变形卷积，导出的文件无法在各处通用。</translation>
    </message>
    <message>
        <source>This is a ResNet50; the program works with ResNet18.</source>
        <translation>这是 ResNet50；本程序使用 ResNet18。</translation>
    </message>
    <message>
        <source>This is a ResNet deeper than the ResNet18 the program works with.</source>
        <translation>这个 ResNet 比本程序使用的 ResNet18 更深。</translation>
    </message>
    <message>
        <source>Give a ResNet18 checkpoint without deformable convolutions.</source>
        <translation>请提供不含可变形卷积的 ResNet18 检查点。</translation>
    </message>
    <message>
        <source>The checkpoint is another network than {variant}: {matched} of {wanted} tensors match; these do not: {names}.</source>
        <translation>检查点的网络结构与 {variant} 不同：{wanted} 个张量中有 {matched} 个匹配；不匹配的有：{names}。</translation>
    </message>
    <message>
        <source>This folder holds no pictures.</source>
        <translation>这个文件夹里没有图片。</translation>
    </message>
    <message>
        <source>Choose a folder with JPG, PNG, BMP, TIFF or WebP files.</source>
        <translation>请选择含有 JPG、PNG、BMP、TIFF 或 WebP 文件的文件夹。</translation>
    </message>
    <message>
        <source>There are no labelled pictures in this folder.</source>
        <translation>这个文件夹里没有已标注的图片。</translation>
    </message>
    <message>
        <source>This is a file, but a dataset folder is needed.</source>
        <translation>这是文件，需要的是数据集文件夹。</translation>
    </message>
    <message>
        <source>Name the folder that holds train_images or your pictures.</source>
        <translation>请指定含有 train_images 或图片的文件夹。</translation>
    </message>
    <message>
        <source>Check the path of the dataset folder.</source>
        <translation>请检查数据集文件夹的路径。</translation>
    </message>
    <message>
        <source>The pictures {first} and {second} share the gt file {gt}.</source>
        <translation>图片 {first} 和 {second} 共用 gt 文件 {gt}。</translation>
    </message>
    <message>
        <source>Rename one of the pictures and give it a gt of its own.</source>
        <translation>请给其中一张图片改名，并为它单独准备 gt 文件。</translation>
    </message>
    <message>
        <source>No training picture has a single text box: there is nothing to learn.</source>
        <translation>训练图片中没有任何文本框：没有可学习的内容。</translation>
    </message>
    <message>
        <source>Draw boxes around text. Boxes with the text ### are ignored in training.</source>
        <translation>请框出文字。内容为 ### 的框在训练中会被忽略。</translation>
    </message>
    <message>
        <source>The quad has no area. It is treated as ignored.</source>
        <translation>四边形面积为零，按忽略处理。</translation>
    </message>
    <message>
        <source>The sides of the quad cross each other. It is treated as ignored.</source>
        <translation>四边形的边互相交叉，按忽略处理。</translation>
    </message>
    <message>
        <source>Put its four points in order around the text.</source>
        <translation>请让四个点按顺序围绕文字。</translation>
    </message>
    <message>
        <source>The quad is outside the picture ({width} × {height} pixels).</source>
        <translation>四边形在图片之外（{width} × {height} 像素）。</translation>
    </message>
    <message>
        <source>Check that the gt file belongs to this picture.</source>
        <translation>请确认 gt 文件属于这张图片。</translation>
    </message>
    <message>
        <source>The quad reaches {reach} pixels beyond the picture ({width} × {height} pixels).</source>
        <translation>四边形超出图片 {reach} 像素（图片为 {width} × {height} 像素）。</translation>
    </message>
    <message>
        <source>Clip it, or check that the gt file belongs to this picture.</source>
        <translation>请裁剪，或检查 gt 文件是否属于这张图片。</translation>
    </message>
    <message>
        <source>Delete one of the two.</source>
        <translation>请删除其中一个。</translation>
    </message>
    <message>
        <source>The quad and that of label {other} cover the same text (IoU {share}).</source>
        <translation>此四边形与标注 {other} 覆盖同一处文字（IoU {share}）。</translation>
    </message>
    <message>
        <source>Delete one of the two, or draw each around its own text.</source>
        <translation>请删除其中一个，或让它们各框各的文字。</translation>
    </message>
    <message>
        <source>The text is {height} pixels high with the picture at {side}. Below {least} it is not learned.</source>
        <translation>图片缩放到 {side} 时文字高 {height} 像素，低于 {least} 像素的不参与学习。</translation>
    </message>
    <message>
        <source>Remove it from one of the lists, or the test looks better than it is.</source>
        <translation>请从其中一个列表中删除，否则测试结果会偏高。</translation>
    </message>
    <message>
        <source>This test picture is the same as the training picture {name}.</source>
        <translation>这张测试图片与训练图片 {name} 相同。</translation>
    </message>
    <message>
        <source>Remove one of the two, or the test looks better than it is.</source>
        <translation>请移除其中一张，否则测试结果会虚高。</translation>
    </message>
    <message>
        <source>The first side of this quad does not run along its text to the right.</source>
        <translation>此四边形的第一条边没有沿文字向右。</translation>
    </message>
    <message>
        <source>If its text is upright, let it begin at the top left corner, as most others do.</source>
        <translation>若文字是正的，请像大多数那样从左上角开始。</translation>
    </message>
    <message>
        <source>The picture is large: {width} × {height}, more than {side} × {side} pixels.</source>
        <translation>图片较大：{width} × {height}，超过 {side} × {side} 像素。</translation>
    </message>
    <message>
        <source>Train with crops of {size} pixels: they hold most texts whole.</source>
        <translation>请用 {size} 像素的裁剪训练，能完整容纳大多数文字。</translation>
    </message>
    <message>
        <source>This ONNX file cannot be loaded: {reason}</source>
        <translation>无法加载这个 ONNX 文件：{reason}</translation>
    </message>
    <message>
        <source>Export the model again.</source>
        <translation>请重新导出模型。</translation>
    </message>
    <message>
        <source>The device &apos;{name}&apos; cannot be used: {reason}</source>
        <translation>无法使用设备“{name}”：{reason}</translation>
    </message>
    <message>
        <source>Choose one of: {there}.</source>
        <translation>请选择其中之一：{there}。</translation>
    </message>
    <message>
        <source>There is no precision &apos;{precision}&apos;.</source>
        <translation>没有名为“{precision}”的精度。</translation>
    </message>
    <message>
        <source>Choose one of: {precisions}.</source>
        <translation>请选择其中之一：{precisions}。</translation>
    </message>
    <message>
        <source>8-bit integers need pictures to take their ranges from.</source>
        <translation>8 位整数需要用图片来确定数值范围。</translation>
    </message>
    <message>
        <source>Open or give the dataset the model is for, or choose float16.</source>
        <translation>请打开或指定该模型对应的数据集，或选择 float16。</translation>
    </message>
    <message>
        <source>&apos;{text}&apos; is not a size.</source>
        <translation>“{text}”不是有效的尺寸。</translation>
    </message>
    <message>
        <source>Give one number, like 800, or width and height, like 800x608.</source>
        <translation>请给出一个数（如 800），或宽和高（如 800x608）。</translation>
    </message>
    <message>
        <source>The size {side} cannot be exported: sides are multiples of 32 from 320 to 1536.</source>
        <translation>无法按尺寸 {side} 导出：边长须为 320 到 1536 之间的 32 的倍数。</translation>
    </message>
    <message>
        <source>The nearest size that can be is {nearest}.</source>
        <translation>最接近的可用尺寸是 {nearest}。</translation>
    </message>
    <message>
        <source>There is no export profile &apos;{profile}&apos;.</source>
        <translation>没有名为“{profile}”的导出配置。</translation>
    </message>
    <message>
        <source>Choose one of: {profiles}.</source>
        <translation>可选：{profiles}。</translation>
    </message>
    <message>
        <source>The exported file answers differently from the model (by {difference}), so it was not kept.</source>
        <translation>导出文件的输出与模型不一致（相差 {difference}），因此没有保留。</translation>
    </message>
    <message>
        <source>Export again; if this stays, report it with the versions of torch and onnxruntime.</source>
        <translation>请重新导出；如果仍然如此，请连同 torch 和 onnxruntime 的版本一并反馈。</translation>
    </message>
    <message>
        <source>The boxes of the exported file differ from the program&apos;s own (agreement {agreement}), so it was not kept.</source>
        <translation>导出文件给出的文本框与本程序的不一致（一致程度 {agreement}），因此没有保留。</translation>
    </message>
    <message>
        <source>Choose a higher precision, or other pictures to compare on.</source>
        <translation>请选择更高的精度，或换其他图片来比较。</translation>
    </message>
    <message>
        <source>The file could not be written: the disk is full.</source>
        <translation>无法写入文件：磁盘已满。</translation>
    </message>
    <message>
        <source>Free some space on that disk and try again.</source>
        <translation>请在该磁盘上腾出空间后重试。</translation>
    </message>
    <message>
        <source>The file could not be written: the folder is read-only.</source>
        <translation>无法写入文件：文件夹是只读的。</translation>
    </message>
    <message>
        <source>Choose a folder that can be written to.</source>
        <translation>请选择可以写入的文件夹。</translation>
    </message>
    <message>
        <source>The file could not be written: permission was denied.</source>
        <translation>无法写入文件：没有权限。</translation>
    </message>
    <message>
        <source>Close other programs that use the file, allow writing to the folder, or choose another.</source>
        <translation>请关闭正在使用该文件的程序、允许写入该文件夹，或另选文件夹。</translation>
    </message>
    <message>
        <source>The file could not be written: something else has its place.</source>
        <translation>无法写入文件：该位置已被占用。</translation>
    </message>
    <message>
        <source>A folder of the path is a file, or the file is a folder. Move that away or choose another.</source>
        <translation>路径中的某个文件夹其实是文件，或该文件其实是文件夹。请移走它或另选位置。</translation>
    </message>
    <message>
        <source>The file could not be written: {reason}.</source>
        <translation>无法写入文件：{reason}。</translation>
    </message>
    <message>
        <source>Check that the disk is connected, or choose another folder.</source>
        <translation>请检查磁盘是否已连接，或另选文件夹。</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>没有这个文件。</translation>
    </message>
    <message>
        <source>Check the path, or put the file there.</source>
        <translation>请检查路径，或把文件放到那里。</translation>
    </message>
    <message>
        <source>This is a folder, but a file is needed.</source>
        <translation>这是文件夹，需要的是文件。</translation>
    </message>
    <message>
        <source>Name a file inside the folder.</source>
        <translation>请指定该文件夹中的文件。</translation>
    </message>
    <message>
        <source>The file could not be read: {reason}.</source>
        <translation>无法读取文件：{reason}。</translation>
    </message>
    <message>
        <source>Check the permissions of the file and that its disk is connected.</source>
        <translation>请检查文件权限以及磁盘是否已连接。</translation>
    </message>
    <message>
        <source>The file is not UTF-8 text.</source>
        <translation>文件不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>Save it as UTF-8 in a text editor and try again.</source>
        <translation>请在文本编辑器中另存为 UTF-8 后重试。</translation>
    </message>
    <message>
        <source>A line needs eight numbers before its text, here are only {count}.</source>
        <translation>每行的文本之前需要八个数，这里只有 {count} 个。</translation>
    </message>
    <message>
        <source>Write the line as x1,y1,x2,y2,x3,y3,x4,y4,text or delete it.</source>
        <translation>请把该行写成 x1,y1,x2,y2,x3,y3,x4,y4,文本，或删除该行。</translation>
    </message>
    <message>
        <source>A line needs eight numbers before its text, but field {position} is “{value}”.</source>
        <translation>每行的文本之前需要八个数，但第 {position} 项是“{value}”。</translation>
    </message>
    <message>
        <source>The coordinate {value} in field {position} is too large.</source>
        <translation>第 {position} 项的坐标 {value} 太大。</translation>
    </message>
    <message>
        <source>Coordinates are pixels of the picture: correct the number.</source>
        <translation>坐标是图片中的像素位置：请改正这个数。</translation>
    </message>
    <message>
        <source>The list is empty.</source>
        <translation>列表是空的。</translation>
    </message>
    <message>
        <source>The listed gt file {name} is missing.</source>
        <translation>列表中的 gt 文件 {name} 不存在。</translation>
    </message>
    <message>
        <source>Label the picture {picture}, or remove the line.</source>
        <translation>请标注图片 {picture}，或删除该行。</translation>
    </message>
    <message>
        <source>The listed picture {name} is missing.</source>
        <translation>列表中的图片 {name} 不存在。</translation>
    </message>
    <message>
        <source>Put the picture there, or remove the line.</source>
        <translation>请把图片放到那里，或删除该行。</translation>
    </message>
    <message>
        <source>The detection setting {name} is {value}, outside {limits}.</source>
        <translation>检测设置 {name} 为 {value}，超出范围 {limits}。</translation>
    </message>
    <message>
        <source>Choose a value inside the range.</source>
        <translation>请选择范围内的值。</translation>
    </message>
    <message>
        <source>This file does not hold a model of this program.</source>
        <translation>这个文件不是本程序的模型。</translation>
    </message>
    <message>
        <source>Choose a model made by training, by import-weights or by export here.</source>
        <translation>请选择由本程序训练、import-weights 或导出得到的模型。</translation>
    </message>
    <message>
        <source>The description inside this model file is damaged: {detail}.</source>
        <translation>模型文件内的说明信息已损坏：{detail}。</translation>
    </message>
    <message>
        <source>Make the file again, or use another copy of it.</source>
        <translation>请重新生成该文件，或使用其他副本。</translation>
    </message>
    <message>
        <source>There is no such model.</source>
        <translation>没有这个模型。</translation>
    </message>
    <message>
        <source>Give general, an experiment folder, a .safetensors file or an exported .onnx file.</source>
        <translation>请给出 general、实验文件夹、.safetensors 文件或导出的 .onnx 文件。</translation>
    </message>
    <message>
        <source>This is a checkpoint of another program.</source>
        <translation>这是其他程序的检查点文件。</translation>
    </message>
    <message>
        <source>Convert it first: import-weights {name} --out {stem}.safetensors</source>
        <translation>请先转换：import-weights {name} --out {stem}.safetensors</translation>
    </message>
    <message>
        <source>This file is not a model.</source>
        <translation>这个文件不是模型。</translation>
    </message>
    <message>
        <source>Weights are kept in .safetensors files.</source>
        <translation>权重保存在 .safetensors 文件中。</translation>
    </message>
    <message>
        <source>Name the file {name}.</source>
        <translation>请将文件命名为 {name}。</translation>
    </message>
    <message>
        <source>This folder holds no trained weights (best.safetensors).</source>
        <translation>这个文件夹里没有训练好的权重（best.safetensors）。</translation>
    </message>
    <message>
        <source>Choose an experiment folder whose training finished an epoch.</source>
        <translation>请选择至少完成了一轮训练的实验文件夹。</translation>
    </message>
    <message>
        <source>The model file cannot be read: {detail}.</source>
        <translation>无法读取模型文件：{detail}。</translation>
    </message>
    <message>
        <source>Pictures cannot be written as “{suffix}”.</source>
        <translation>图片不能写成“{suffix}”格式。</translation>
    </message>
    <message>
        <source>Use a name that ends in .png or .jpg.</source>
        <translation>请使用以 .png 或 .jpg 结尾的文件名。</translation>
    </message>
    <message>
        <source>The picture file is empty (zero bytes).</source>
        <translation>图片文件是空的（零字节）。</translation>
    </message>
    <message>
        <source>The file is not a picture.</source>
        <translation>文件不是图片。</translation>
    </message>
    <message>
        <source>Use JPEG, PNG, BMP, TIFF or WebP pictures, or remove the file from the folder.</source>
        <translation>请使用 JPEG、PNG、BMP、TIFF 或 WebP 图片，或把该文件移出文件夹。</translation>
    </message>
    <message>
        <source>The picture is damaged or cut off.</source>
        <translation>图片已损坏或不完整。</translation>
    </message>
    <message>
        <source>The picture is too large to be opened.</source>
        <translation>图片太大，无法打开。</translation>
    </message>
    <message>
        <source>Scale it down or cut it into parts in a picture editor.</source>
        <translation>请用图像编辑软件缩小或切成几块。</translation>
    </message>
    <message>
        <source>The sample project needs a new or an empty folder, and this one is neither.</source>
        <translation>示例项目需要新的或空的文件夹，而这个文件夹里已有内容。</translation>
    </message>
    <message>
        <source>The format {title} is only read.</source>
        <translation>{title} 格式只能导入。</translation>
    </message>
    <message>
        <source>An export needs a new or an empty folder, and this one is neither.</source>
        <translation>导出需要新的或空的文件夹，而这个不是。</translation>
    </message>
    <message>
        <source>Name another folder. Nothing was changed in this one.</source>
        <translation>请指定其他文件夹。这个文件夹没有被改动。</translation>
    </message>
    <message>
        <source>The {name} {value} is out of range.</source>
        <translation>{name} 的值 {value} 超出范围。</translation>
    </message>
    <message>
        <source>Choose a value from {lowest} to {highest}.</source>
        <translation>请选择 {lowest} 到 {highest} 之间的值。</translation>
    </message>
    <message>
        <source>The size {size} is not a multiple of 32.</source>
        <translation>尺寸 {size} 不是 32 的倍数。</translation>
    </message>
    <message>
        <source>Choose {below} or {above}.</source>
        <translation>请选择 {below} 或 {above}。</translation>
    </message>
    <message>
        <source>There is no augmentation preset &apos;{name}&apos;.</source>
        <translation>没有名为“{name}”的增强预设。</translation>
    </message>
    <message>
        <source>Choose one of: {choices}.</source>
        <translation>请从中选择：{choices}。</translation>
    </message>
    <message>
        <source>There is no part &apos;{name}&apos; to freeze.</source>
        <translation>没有可冻结的部分“{name}”。</translation>
    </message>
    <message>
        <source>An exported .onnx file cannot be trained or exported again.</source>
        <translation>导出的 .onnx 文件不能再次训练或导出。</translation>
    </message>
    <message>
        <source>Choose the experiment or .safetensors file it was made from.</source>
        <translation>请选择生成它的实验或 .safetensors 文件。</translation>
    </message>
    <message>
        <source>The weights do not fit the network {variant}: {names} ({count} in all).</source>
        <translation>权重与网络 {variant} 不匹配：{names}（共 {count} 个）。</translation>
    </message>
    <message>
        <source>Use weights made by this program for this network.</source>
        <translation>请使用本程序为该网络生成的权重。</translation>
    </message>
    <message>
        <source>What an unfinished training still takes is not known beforehand.</source>
        <translation>未完成的训练还需多少，无法预先知道。</translation>
    </message>
    <message>
        <source>Leave out --dry-run, or give the dataset folder.</source>
        <translation>去掉 --dry-run，或给出数据集文件夹。</translation>
    </message>
    <message>
        <source>None of the training pictures can be read any more.</source>
        <translation>训练图片全都无法再读取。</translation>
    </message>
    <message>
        <source>Check that their disk is connected, then train again.</source>
        <translation>请检查图片所在磁盘是否已连接，然后重新训练。</translation>
    </message>
    <message>
        <source>The description of this training is damaged: {detail}.</source>
        <translation>此训练的描述已损坏：{detail}。</translation>
    </message>
    <message>
        <source>Start a new training with its best weights.</source>
        <translation>请用它的最佳权重开始新的训练。</translation>
    </message>
    <message>
        <source>This training runs already, in another window or program.</source>
        <translation>此训练已在另一个窗口或程序中运行。</translation>
    </message>
    <message>
        <source>Mark as checked and go on; without labels: there is no text here</source>
        <translation>标为已检查并转到下一张；无标注即表示没有文字</translation>
    </message>
    <message>
        <source>Rescan the folder</source>
        <translation>重新读取文件夹</translation>
    </message>
    <message>
        <source>Ignore or stop ignoring</source>
        <translation>忽略／取消忽略</translation>
    </message>
    <message>
        <source>Read the selected labels with the recogniser</source>
        <translation>识别所选标注的文字</translation>
    </message>
    <message>
        <source>Start at the next vertex</source>
        <translation>将起点移到下一个顶点</translation>
    </message>
    <message>
        <source>Save now; labels are also saved automatically</source>
        <translation>立即保存；标注也会自动保存</translation>
    </message>
    <message>
        <source>They are saved automatically as soon as that is possible. Close the window again to leave anyway: they are offered again when the folder is opened on this computer.</source>
        <translation>一旦可以，标注会自动保存。再次关闭窗口即可离开：在这台电脑上再次打开该文件夹时会提示恢复。</translation>
    </message>
    <message>
        <source>The last open folder is not there any more.</source>
        <translation>上次打开的文件夹已不存在。</translation>
    </message>
    <message>
        <source>Label some pictures first. Gt files belong in train_gts, as gt_NAME.txt for NAME.jpg.</source>
        <translation>请先标注一些图片。gt 文件应放在 train_gts 中，NAME.jpg 对应 gt_NAME.txt。</translation>
    </message>
    <message>
        <source>Delete it to use all labelled pictures, or rewrite it with the command “lists”.</source>
        <translation>请删除它（将使用全部已标注图片），或用“lists”命令重新生成。</translation>
    </message>
    <message>
        <source>Copy the picture again from its source, or remove it.</source>
        <translation>请从原处重新复制图片，或删除它。</translation>
    </message>
    <message>
        <source>ONNX files cannot run on &apos;{name}&apos; on this computer.</source>
        <translation>这台电脑上无法在“{name}”上运行 ONNX 文件。</translation>
    </message>
    <message>
        <source>This folder holds no detection that can be resumed.</source>
        <translation>此文件夹中没有可以继续的检测。</translation>
    </message>
    <message>
        <source>Give the folder outputs_… of the detection.</source>
        <translation>请给出该次检测的 outputs_… 文件夹。</translation>
    </message>
    <message>
        <source>Redraw it or delete it.</source>
        <translation>请重新画或删除。</translation>
    </message>
    <message>
        <source>Duplicate quads</source>
        <translation>重复的四边形</translation>
    </message>
    <message>
        <source>The quad is a duplicate: label {other} has the same one.</source>
        <translation>四边形重复：与标注 {other} 相同。</translation>
    </message>
    <message>
        <source>Pictures in both training and test</source>
        <translation>既训练又测试的图片</translation>
    </message>
    <message>
        <source>{name} is used for both training and test.</source>
        <translation>{name} 同时用于训练和测试。</translation>
    </message>
    <message>
        <source>The same picture in training and test</source>
        <translation>训练与测试用了同一张图</translation>
    </message>
    <message>
        <source>It works, but more pictures make a steadier model.</source>
        <translation>可以训练，但图片更多时模型更稳定。</translation>
    </message>
    <message>
        <source>The points of this quad run in the opposite direction to most others ({most} of {total}).</source>
        <translation>此四边形的顶点方向与大多数（{total} 个中的 {most} 个）相反。</translation>
    </message>
    <message>
        <source>Reverse them, or its text is mirrored when it is cut out.</source>
        <translation>请反转，否则裁出的文字是镜像的。</translation>
    </message>
    <message>
        <source>Nothing has to be done. To detect such text, cut the picture into parts.</source>
        <translation>可以不处理。若要检出这样的文字，请把图片切成几块。</translation>
    </message>
    <message>
        <source>Boxes and scores</source>
        <translation>文本框与得分</translation>
    </message>
    <message>
        <source>Everything is inside: a picture goes in, boxes and scores come out. Needs nothing but onnxruntime.</source>
        <translation>一切都在文件里：输入图片，直接输出文本框和得分。只需要 onnxruntime。</translation>
    </message>
    <message>
        <source>Probability map</source>
        <translation>概率图</translation>
    </message>
    <message>
        <source>Normalisation and network; OpenCV makes boxes of the map in a few lines. For your own code, any picture size.</source>
        <translation>包含归一化和网络；用 OpenCV 几行代码即可由概率图得到检测框。适合自己的代码，图片尺寸不限。</translation>
    </message>
    <message>
        <source>OpenCV</source>
        <translation>OpenCV</translation>
    </message>
    <message>
        <source>For TextDetectionModel_DB of OpenCV 4 and 5, which also work from C++.</source>
        <translation>供 OpenCV 4 和 5 的 TextDetectionModel_DB 使用，C++ 也可以。</translation>
    </message>
    <message>
        <source>RapidOCR</source>
        <translation>RapidOCR</translation>
    </message>
    <message>
        <source>Takes the place of its detector; RapidOCR then reads the text.</source>
        <translation>替换它的检测模型；随后由 RapidOCR 识别文字。</translation>
    </message>
    <message>
        <source>PaddleOCR</source>
        <translation>PaddleOCR</translation>
    </message>
    <message>
        <source>For programs written for PaddleOCR&apos;s detectors as ONNX files.</source>
        <translation>供使用 PaddleOCR 检测 ONNX 模型的程序使用。</translation>
    </message>
    <message>
        <source>OnnxTR</source>
        <translation>OnnxTR</translation>
    </message>
    <message>
        <source>A custom detector for OnnxTR and programs built on it. One input size.</source>
        <translation>作为 OnnxTR 及其上层程序的自定义检测模型。输入尺寸固定。</translation>
    </message>
    <message>
        <source>PPOCRLabel, PaddleOCR: pictures with Label.txt</source>
        <translation>PPOCRLabel、PaddleOCR：图片和 Label.txt</translation>
    </message>
    <message>
        <source>COCO: JSON files without pictures</source>
        <translation>COCO：JSON 文件，不含图片</translation>
    </message>
    <message>
        <source>ICDAR folder: pictures, labels and lists</source>
        <translation>ICDAR 文件夹：图片、标注和列表</translation>
    </message>
    <message>
        <source>Redraw it, here or in the program the labels come from.</source>
        <translation>请在这里或原软件中重画。</translation>
    </message>
    <message>
        <source>Entry {number} is not a box.</source>
        <translation>第 {number} 项不是框。</translation>
    </message>
    <message>
        <source>Wait until it ends, or stop it there.</source>
        <translation>请等待其结束，或在那里停止。</translation>
    </message>
    <message>
        <source>Train again with a third of the learning rate. The best weights so far are kept.</source>
        <translation>请用三分之一的学习率重新训练。目前的最佳权重已保留。</translation>
    </message>
    <message>
        <source>The learning rate looks too high: the loss was no longer a finite number.</source>
        <translation>学习率似乎过高：损失已不是有限的数。</translation>
    </message>
    <message>
        <source>The learning rate looks too high: Hmean fell from {before} at the start to {now}.</source>
        <translation>学习率似乎过高：Hmean 从起始的 {before} 降到 {now}。</translation>
    </message>
    <message>
        <source>The learning rate looks too high: the loss is rising.</source>
        <translation>学习率似乎过高：损失在上升。</translation>
    </message>
    <message>
        <source>The learning rate looks too high: the loss jumps up and down.</source>
        <translation>学习率似乎过高：损失上下跳动。</translation>
    </message>
    <message>
        <source>The learning rate looks too low: the loss hardly falls and Hmean hardly moves.</source>
        <translation>学习率似乎过低：损失几乎不降，Hmean 几乎不变。</translation>
    </message>
    <message>
        <source>Train again with three times the learning rate, or with more epochs.</source>
        <translation>请用三倍的学习率或更多轮数重新训练。</translation>
    </message>
    <message>
        <source>The model begins to learn the training pictures by heart: on them the loss falls, on the validation pictures it gets worse.</source>
        <translation>模型开始死记训练图片：训练损失下降，验证图片上却变差。</translation>
    </message>
    <message>
        <source>You may stop now: the weights of epoch {epoch} are kept. More labelled pictures help most; fewer epochs or a preset with more variation help too.</source>
        <translation>现在可以停止：第 {epoch} 轮的权重已保留。多标注图片最有帮助；减少轮数或选变化更多的预设也有用。</translation>
    </message>
    <message>
        <source>The model is sure of text where nothing is labelled (precision {precision}, recall {recall}).</source>
        <translation>模型在没有标注的地方确信有文字（精确率 {precision}，召回率 {recall}）。</translation>
    </message>
    <message>
        <source>Look at the validation pictures: text that is there should be labelled, or marked ### where it should not count.</source>
        <translation>请查看验证图片：存在的文字应当标注，不该计入的标为 ###。</translation>
    </message>
    <message>
        <source>No epoch was better than the start, so the weights of the start are kept.</source>
        <translation>没有一轮比起点更好，因此保留起始权重。</translation>
    </message>
    <message>
        <source>Check the labels of a few pictures first; then try more pictures or another learning rate.</source>
        <translation>请先检查几张图片的标注；再试更多图片或其他学习率。</translation>
    </message>
    <message>
        <source>Training waits for pictures during {share} % of the time.</source>
        <translation>训练有 {share} % 的时间在等待图片。</translation>
    </message>
    <message>
        <source>Put the pictures on a fast local disk, make very large ones smaller, or close other programs.</source>
        <translation>请把图片放到快速的本地磁盘，缩小特别大的图片，或关闭其他程序。</translation>
    </message>
    <message>
        <source>The model was still getting better: the last epoch alone added {gain} to Hmean.</source>
        <translation>模型仍在变好：仅最后一轮就使 Hmean 提高了 {gain}。</translation>
    </message>
    <message>
        <source>Train longer: {epochs} epochs, for example.</source>
        <translation>请训练更久：例如 {epochs} 轮。</translation>
    </message>
    <message>
        <source>There are few labelled pictures to learn from: {count}.</source>
        <translation>可供学习的已标注图片较少：{count}。</translation>
    </message>
    <message>
        <source>Label {enough} or more, of every kind that you will meet.</source>
        <translation>请标注 {enough} 张或更多，涵盖您会遇到的每一种。</translation>
    </message>
    <message>
        <source>The name of an experiment has 1 to {longest} characters.</source>
        <translation>实验名称须为 1 到 {longest} 个字符。</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>请换一个名称。</translation>
    </message>
    <message>
        <source>Another experiment is called “{name}” already.</source>
        <translation>已有另一个实验名为“{name}”。</translation>
    </message>
    <message>
        <source>This training cannot go on: it has ended or never began.</source>
        <translation>此训练无法继续：它已结束或从未开始。</translation>
    </message>
    <message>
        <source>Start a new training; it may start from these weights.</source>
        <translation>请开始新的训练；可以从这些权重开始。</translation>
    </message>
    <message>
        <source>The state of this training is damaged: {detail}.</source>
        <translation>此训练的状态已损坏：{detail}。</translation>
    </message>
    <message>
        <source>The loss is no longer a finite number, {rollbacks} smaller learning rates on.</source>
        <translation>减小学习率 {rollbacks} 次之后，损失仍不是有限的数。</translation>
    </message>
    <message>
        <source>Check the pictures and labels, or train again with a smaller learning rate; the best weights so far are kept.</source>
        <translation>请检查图片和标注，或用更小的学习率重新训练；目前的最佳权重已保留。</translation>
    </message>
    <message>
        <source>Labelled pictures: {count}, fewer than {advised}.</source>
        <translation>已标注图片：{count}，少于 {advised}。</translation>
    </message>
    <message>
        <source>Pictures more than {factor} times as long as the {side} pixels the network sees: {count}.</source>
        <translation>长边超过网络所见 {side} 像素 {factor} 倍的图片：{count}。</translation>
    </message>
    <message>
        <source>Small text may get lost in them; cut them into parts.</source>
        <translation>其中的小字可能丢失；请把它们切成几块。</translation>
    </message>
    <message>
        <source>A batch of {batch} cannot be shared equally by {size} processes.</source>
        <translation>批大小 {batch} 无法由 {size} 个进程平均分担。</translation>
    </message>
    <message>
        <source>Choose a batch size that is a multiple of {size}.</source>
        <translation>请选择 {size} 的整数倍作为批大小。</translation>
    </message>
    <message>
        <source>The loss did not fall at any learning rate.</source>
        <translation>任何学习率下损失都没有下降。</translation>
    </message>
    <message>
        <source>Weights that know these pictures have little to learn; otherwise check pictures and labels.</source>
        <translation>已学过这些图片的权重没有多少可学的；否则请检查图片和标注。</translation>
    </message>
    <message>
        <source>The loss still fell at the highest learning rate tried, {rate}.</source>
        <translation>在试过的最高学习率 {rate} 下，损失仍在下降。</translation>
    </message>
    <message>
        <source>The curve shows no limit; keep the usual learning rate.</source>
        <translation>曲线没有显示上限；请沿用通常的学习率。</translation>
    </message>
    <message>
        <source>Give no others, or start a new run without --resume.</source>
        <translation>请不要给出其他选项，或去掉 --resume 重新开始。</translation>
    </message>
    <message>
        <source>--json and --json-lines cannot both be given.</source>
        <translation>--json 和 --json-lines 不能同时使用。</translation>
    </message>
    <message>
        <source>Leave out one of them.</source>
        <translation>请去掉其中一个。</translation>
    </message>
    <message>
        <source>onnxruntime could not start &apos;{name}&apos;.</source>
        <translation>onnxruntime 无法启动“{name}”。</translation>
    </message>
    <message>
        <source>Install the driver and the libraries it needs, or choose cpu.</source>
        <translation>请安装所需的驱动和库，或选择 cpu。</translation>
    </message>
    <message>
        <source>The settings of the general model stay as they are.</source>
        <translation>通用模型的设置不能修改。</translation>
    </message>
    <message>
        <source>Train a model of your own, or copy the file and choose the copy.</source>
        <translation>请训练自己的模型，或复制该文件后选择副本。</translation>
    </message>
    <message>
        <source>Reading texts needs the package rapidocr, which is not installed.</source>
        <translation>识别文字需要 rapidocr 包，但它尚未安装。</translation>
    </message>
    <message>
        <source>Install it: pip install rapidocr</source>
        <translation>请安装：pip install rapidocr</translation>
    </message>
    <message>
        <source>There is no result format &apos;{name}&apos;.</source>
        <translation>没有名为“{name}”的结果格式。</translation>
    </message>
    <message>
        <source>Choose among: {formats}.</source>
        <translation>可选：{formats}。</translation>
    </message>
    <message>
        <source>There is no label format “{name}”.</source>
        <translation>没有标注格式“{name}”。</translation>
    </message>
    <message>
        <source>Choose one of: {names}.</source>
        <translation>请从这些中选择：{names}。</translation>
    </message>
    <message>
        <source>Labels cannot be read from an archive.</source>
        <translation>不能从压缩包中读取标注。</translation>
    </message>
    <message>
        <source>Unpack it and import the folder.</source>
        <translation>请解压后导入文件夹。</translation>
    </message>
    <message>
        <source>No labels of a known format were found here.</source>
        <translation>这里没有找到已知格式的标注。</translation>
    </message>
    <message>
        <source>Choose the folder or the file with the labels: Label.txt, .json, gt_*.txt, or YOLO&apos;s labels.</source>
        <translation>请选择标注所在的文件夹或文件：Label.txt、.json、gt_*.txt 或 YOLO 的 labels。</translation>
    </message>
    <message>
        <source>Box {number} belongs to no picture of the file.</source>
        <translation>第 {number} 个框不属于文件中的任何图片。</translation>
    </message>
    <message>
        <source>Write the file again with the program it comes from.</source>
        <translation>请用原软件重新保存此文件。</translation>
    </message>
    <message>
        <source>Picture {number} of the file has no name or no number.</source>
        <translation>文件中第 {number} 张图片没有名称或编号。</translation>
    </message>
    <message>
        <source>The file holds no images and annotations as COCO has them.</source>
        <translation>文件中没有 COCO 的 images 和 annotations。</translation>
    </message>
    <message>
        <source>If it has labels, choose their format and import it alone.</source>
        <translation>如果其中有标注，请选定格式并单独导入。</translation>
    </message>
    <message>
        <source>There are no labels of the format {title} here.</source>
        <translation>这里没有 {title} 格式的标注。</translation>
    </message>
    <message>
        <source>Choose another format, or let it be detected.</source>
        <translation>请换一种格式，或让程序自动识别。</translation>
    </message>
    <message>
        <source>The labels were drawn on a picture of {their_width} × {their_height} pixels, this one has {width} × {height}.</source>
        <translation>标注是在 {their_width} × {their_height} 像素的图片上画的，而这张图片是 {width} × {height}。</translation>
    </message>
    <message>
        <source>Look at the picture: the boxes may be out of place.</source>
        <translation>请查看图片：框的位置可能不对。</translation>
    </message>
    <message>
        <source>Box {number} is a “{kind}”, which is no quad.</source>
        <translation>第 {number} 个框是“{kind}”，不是四边形。</translation>
    </message>
    <message>
        <source>The file holds no shapes of labelme or X-AnyLabeling.</source>
        <translation>文件中没有 labelme 或 X-AnyLabeling 的形状。</translation>
    </message>
    <message>
        <source>This data set has no picture {name}.</source>
        <translation>数据集中没有图片 {name}。</translation>
    </message>
    <message>
        <source>Copy the picture into the data set and import again.</source>
        <translation>请把图片复制到数据集后重新导入。</translation>
    </message>
    <message>
        <source>Several pictures of this data set could be {name}.</source>
        <translation>数据集中有多张图片可能是 {name}。</translation>
    </message>
    <message>
        <source>Rename all but one of them, or import the labels of each folder by itself.</source>
        <translation>请给其余图片改名，或分文件夹导入标注。</translation>
    </message>
    <message>
        <source>The line is not a picture&apos;s name, a tab and a list of boxes.</source>
        <translation>这一行不是“图片名、制表符、框列表”。</translation>
    </message>
    <message>
        <source>Two pictures are called {name}.</source>
        <translation>有两张图片都叫 {name}。</translation>
    </message>
    <message>
        <source>Rename one of them.</source>
        <translation>请给其中一张改名。</translation>
    </message>
    <message>
        <source>Polygons that have more or fewer than four points: {count}. Their smallest rectangles are taken.</source>
        <translation>不是四个点的多边形：{count} 个，已取其最小外接矩形。</translation>
    </message>
    <message>
        <source>Boxes drawn as masks: {count}. The upright rectangles around them are taken.</source>
        <translation>以掩码表示的框：{count} 个，已取其外接正矩形。</translation>
    </message>
    <message>
        <source>Boxes marked as difficult or to be ignored, with a text: {count}. They become ###, without the text.</source>
        <translation>标为困难或忽略且带文字的框：{count} 个，已改为 ###，不保留文字。</translation>
    </message>
    <message>
        <source>Boxes with a class: {count}. Classes are not kept.</source>
        <translation>带类别的框：{count} 个，不保留类别。</translation>
    </message>
    <message>
        <source>All {count} boxes carry the same name: it is taken for a class, and their texts stay empty.</source>
        <translation>全部 {count} 个框的名称相同：视为类别，文字留空。</translation>
    </message>
    <message>
        <source>Pictures without a box: {count}. They are taken for pictures without text.</source>
        <translation>没有框的图片：{count} 张，视为没有文字的图片。</translation>
    </message>
    <message>
        <source>There is no such file or folder.</source>
        <translation>没有这个文件或文件夹。</translation>
    </message>
    <message>
        <source>Check the path of the labels to import.</source>
        <translation>请检查要导入的标注的路径。</translation>
    </message>
    <message>
        <source>The file is not JSON: {reason}.</source>
        <translation>文件不是 JSON：{reason}。</translation>
    </message>
    <message>
        <source>Write it again with the program it comes from.</source>
        <translation>请用原软件重新保存。</translation>
    </message>
    <message>
        <source>Box {number} has no coordinates that make a quad.</source>
        <translation>第 {number} 个框的坐标不能构成四边形。</translation>
    </message>
    <message>
        <source>The line is not a class and the points of a box.</source>
        <translation>这一行不是类别和框的各点。</translation>
    </message>
    <message>
        <source>Write it as class x1 y1 x2 y2 x3 y3 x4 y4, all shares from 0 to 1.</source>
        <translation>请写成 class x1 y1 x2 y2 x3 y3 x4 y4，数值在 0 到 1 之间。</translation>
    </message>
    <message>
        <source>The expression takes too long on the text “{text}”.</source>
        <translation>该表达式在文字“{text}”上耗时过长。</translation>
    </message>
    <message>
        <source>Write it without repetitions inside repetitions.</source>
        <translation>请避免在重复中嵌套重复。</translation>
    </message>
    <message>
        <source>The expression cannot be used: {reason}, at character {place}.</source>
        <translation>表达式无法使用：{reason}，位于第 {place} 个字符。</translation>
    </message>
    <message>
        <source>Correct it, or turn regular expressions off.</source>
        <translation>请更正，或关闭正则表达式。</translation>
    </message>
    <message>
        <source>The expression has no group {number}.</source>
        <translation>表达式中没有第 {number} 组。</translation>
    </message>
    <message>
        <source>Put a part of it in brackets, or write \\ for a backslash.</source>
        <translation>请将其中一部分放入括号，或用 \\ 表示反斜杠。</translation>
    </message>
    <message>
        <source>The project file was written by a newer version of QuadTune.</source>
        <translation>项目文件由更新版本的 QuadTune 写入。</translation>
    </message>
    <message>
        <source>Check marks need that version; labels work as always.</source>
        <translation>检查标记需要该版本；标注不受影响。</translation>
    </message>
    <message>
        <source>The project file with the check marks cannot be understood.</source>
        <translation>无法识别保存检查标记的项目文件。</translation>
    </message>
    <message>
        <source>No pictures are given.</source>
        <translation>没有指定图片。</translation>
    </message>
    <message>
        <source>--resume uses the pictures and options that the run began with.</source>
        <translation>--resume 沿用开始时的图片和选项。</translation>
    </message>
    <message>
        <source>Give pictures or folders, or the folder of an interrupted run: --resume FOLDER</source>
        <translation>请指定图片或文件夹，或被中断的检测的文件夹：--resume FOLDER</translation>
    </message>
    <message>
        <source>Repair it in a text editor, or move it away to begin with no picture checked.</source>
        <translation>请用文本编辑器修复，或将其移走，从全部未检查开始。</translation>
    </message>
    <message>
        <source>Unreadable pictures</source>
        <translation>无法读取的图片</translation>
    </message>
    <message>
        <source>Unreadable lines</source>
        <translation>无法读取的行</translation>
    </message>
    <message>
        <source>Nothing to learn from</source>
        <translation>没有可学的内容</translation>
    </message>
    <message>
        <source>Unreadable pictures without labels</source>
        <translation>无法读取的未标注图片</translation>
    </message>
    <message>
        <source>Crossed quads</source>
        <translation>交叉的四边形</translation>
    </message>
    <message>
        <source>Quads without area</source>
        <translation>没有面积的四边形</translation>
    </message>
    <message>
        <source>Quads outside the picture</source>
        <translation>图片之外的四边形</translation>
    </message>
    <message>
        <source>Few pictures</source>
        <translation>图片太少</translation>
    </message>
    <message>
        <source>Quads that reach beyond the picture</source>
        <translation>超出图片的四边形</translation>
    </message>
    <message>
        <source>Quads on top of each other</source>
        <translation>互相重叠的四边形</translation>
    </message>
    <message>
        <source>Quads that run the other way round</source>
        <translation>顶点方向相反的四边形</translation>
    </message>
    <message>
        <source>Quads that begin at another corner</source>
        <translation>起点在别的角的四边形</translation>
    </message>
    <message>
        <source>Text too small to learn</source>
        <translation>太小而学不到的文字</translation>
    </message>
    <message>
        <source>Pictures without text</source>
        <translation>没有文字的图片</translation>
    </message>
    <message>
        <source>Large pictures</source>
        <translation>大图片</translation>
    </message>
    <message>
        <source>All labels of the picture are ignored (###): {count}.</source>
        <translation>图片的标注全部被忽略（###）：{count} 个。</translation>
    </message>
    <message>
        <source>Nothing has to be done if nobody can read them.</source>
        <translation>若确实无法辨认，则无需处理。</translation>
    </message>
    <message>
        <source>The gt file has no labels: the picture counts as one without text.</source>
        <translation>gt 文件没有标注：视为没有文字的图片。</translation>
    </message>
    <message>
        <source>Nothing has to be done if there is none. Otherwise label it.</source>
        <translation>若确实没有文字则无需处理，否则请标注。</translation>
    </message>
    <message>
        <source>Give the label another quad</source>
        <translation>换一个四边形</translation>
    </message>
    <message>
        <source>Swap two vertices</source>
        <translation>交换两个顶点</translation>
    </message>
    <message>
        <source>Clip it to the picture</source>
        <translation>按图片裁剪</translation>
    </message>
    <message>
        <source>Reverse the order of the points</source>
        <translation>反转顶点顺序</translation>
    </message>
    <message>
        <source>Delete the label</source>
        <translation>删除标注</translation>
    </message>
    <message>
        <source>Keep one of the two</source>
        <translation>两个保留一个</translation>
    </message>
    <message>
        <source>The proposed boxes in this file cannot be read.</source>
        <translation>无法读取此文件中的建议框。</translation>
    </message>
    <message>
        <source>Delete the file and send the boxes to labelling again.</source>
        <translation>请删除该文件，再次发送到标注。</translation>
    </message>
    <message>
        <source>Connect its disk and open it again, or open another folder.</source>
        <translation>请连接其所在磁盘后重新打开，或打开其他文件夹。</translation>
    </message>
    <message>
        <source>The memory of the graphics card is not enough for this.</source>
        <translation>显卡的显存不足。</translation>
    </message>
    <message>
        <source>Choose a smaller batch or crop size, close other programs that use the card, or choose the CPU as the device.</source>
        <translation>请减小批大小或裁剪尺寸，关闭其他占用显卡的程序，或改用 CPU。</translation>
    </message>
    <message>
        <source>There is an NVIDIA card ({card}), but the installed torch was built without CUDA: all work is done by the processor, which takes many times as long.</source>
        <translation>有 NVIDIA 显卡（{card}），但安装的 torch 不含 CUDA：全部由处理器计算，耗时要长许多倍。</translation>
    </message>
    <message>
        <source>Install QuadTune for CUDA, or a torch with CUDA; see “Installing” in the README.</source>
        <translation>请安装 CUDA 版的 QuadTune 或带 CUDA 的 torch，参见 README 的“安装”一节。</translation>
    </message>
    <message>
        <source>There is an NVIDIA card, but NVIDIA&apos;s driver is not installed or does not run.</source>
        <translation>有 NVIDIA 显卡，但其驱动未安装或未运行。</translation>
    </message>
    <message>
        <source>Install the newest driver for the card, then restart the computer.</source>
        <translation>请安装显卡的最新驱动，然后重启电脑。</translation>
    </message>
    <message>
        <source>The driver of the graphics card ({card}) is too old: it is version {driver}, and torch for CUDA {cuda} needs {least} or newer. Everything runs on the processor.</source>
        <translation>显卡（{card}）的驱动太旧：当前版本为 {driver}，CUDA {cuda} 版的 torch 需要 {least} 或更高版本。目前全部由处理器计算。</translation>
    </message>
    <message>
        <source>torch cannot use the graphics card ({card}), although card and driver are there. Everything runs on the processor.</source>
        <translation>显卡（{card}）和驱动都在，但 torch 无法使用它。目前全部由处理器计算。</translation>
    </message>
    <message>
        <source>Restart the computer. If that does not help, install a newer driver.</source>
        <translation>请重启电脑；如仍无效，请安装更新的驱动。</translation>
    </message>
    <message>
        <source>Other programs use the memory of the graphics card ({card}): {free} of {total} GB are free.</source>
        <translation>其他程序占用了显卡（{card}）的显存：共 {total} GB，剩余 {free} GB。</translation>
    </message>
    <message>
        <source>Close what else computes or draws on it (other trainings, games, videos), choose a smaller batch, or choose the CPU as the device.</source>
        <translation>请关闭占用显卡的其他程序（其他训练、游戏、视频），减小批大小，或改用 CPU。</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>图片</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>绘制</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>检查</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
    <message>
        <source>Detect and export</source>
        <translation>检测与导出</translation>
    </message>
    <message>
        <source>Go to Label</source>
        <translation>转到“标注”</translation>
    </message>
    <message>
        <source>Go to Check</source>
        <translation>转到“检查”</translation>
    </message>
    <message>
        <source>Go to Train</source>
        <translation>转到“训练”</translation>
    </message>
    <message>
        <source>Go to Detect</source>
        <translation>转到“检测”</translation>
    </message>
    <message>
        <source>Go to Export</source>
        <translation>转到“导出”</translation>
    </message>
    <message>
        <source>Open a folder of pictures</source>
        <translation>打开图片文件夹</translation>
    </message>
    <message>
        <source>Go to training, from another page</source>
        <translation>从其他页面转到训练</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>Show the keys</source>
        <translation>显示快捷键</translation>
    </message>
    <message>
        <source>Help on this page</source>
        <translation>本页帮助</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>上一张图片</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>下一张图片</translation>
    </message>
    <message>
        <source>Next unchecked picture</source>
        <translation>下一张未检查的图片</translation>
    </message>
    <message>
        <source>Next unlabelled picture</source>
        <translation>下一张未标注的图片</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Show at 100 %</source>
        <translation>以 100% 显示</translation>
    </message>
    <message>
        <source>Show the whole picture</source>
        <translation>显示整张图片</translation>
    </message>
    <message>
        <source>Fit the width</source>
        <translation>适合宽度</translation>
    </message>
    <message>
        <source>Zoom to the selected label</source>
        <translation>放大到选中的标注</translation>
    </message>
    <message>
        <source>Show the texts on the picture</source>
        <translation>在图片上显示文字</translation>
    </message>
    <message>
        <source>Hide the labels</source>
        <translation>隐藏标注</translation>
    </message>
    <message>
        <source>Brightness and contrast</source>
        <translation>亮度和对比度</translation>
    </message>
    <message>
        <source>Loupe</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <source>Map of a large picture</source>
        <translation>大图的缩略导航</translation>
    </message>
    <message>
        <source>Draw a quad with four clicks</source>
        <translation>单击四个点画四边形</translation>
    </message>
    <message>
        <source>Draw a rectangle by dragging</source>
        <translation>拖动画矩形</translation>
    </message>
    <message>
        <source>Select and move</source>
        <translation>选择和移动</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Delete the selected labels; while drawing: take the last point back</source>
        <translation>删除所选标注；绘制时撤回最后一个点</translation>
    </message>
    <message>
        <source>Edit the text</source>
        <translation>编辑文本内容</translation>
    </message>
    <message>
        <source>Edit the next label without text</source>
        <translation>编辑下一个没有文字的标注</translation>
    </message>
    <message>
        <source>Read the picture&apos;s labels without text</source>
        <translation>识别本图中没有文字的标注</translation>
    </message>
    <message>
        <source>Find and replace texts</source>
        <translation>查找和替换文字</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste, also on another picture</source>
        <translation>粘贴，也可贴到其他图片</translation>
    </message>
    <message>
        <source>Select the next label</source>
        <translation>选择下一个标注</translation>
    </message>
    <message>
        <source>Select the previous label</source>
        <translation>选择上一个标注</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Pick vertex 1</source>
        <translation>选中顶点 1</translation>
    </message>
    <message>
        <source>Pick vertex 2</source>
        <translation>选中顶点 2</translation>
    </message>
    <message>
        <source>Pick vertex 3</source>
        <translation>选中顶点 3</translation>
    </message>
    <message>
        <source>Pick vertex 4</source>
        <translation>选中顶点 4</translation>
    </message>
    <message>
        <source>Reverse the order of the vertices</source>
        <translation>反转顶点顺序</translation>
    </message>
    <message>
        <source>Clip to the picture</source>
        <translation>裁剪到图片范围内</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>重新检查</translation>
    </message>
    <message>
        <source>Start training</source>
        <translation>开始训练</translation>
    </message>
    <message>
        <source>Show the probability map, also in training</source>
        <translation>显示概率图（训练中也可用）</translation>
    </message>
    <message>
        <source>Detect in all pictures; export</source>
        <translation>检测全部图片；导出</translation>
    </message>
</context>
<context>
    <name>errors</name>
    <message>
        <source>Could not save</source>
        <translation>无法保存</translation>
    </message>
    <message>
        <source>This cannot be used</source>
        <translation>无法使用</translation>
    </message>
    <message>
        <source>This did not work</source>
        <translation>操作未成功</translation>
    </message>
    <message>
        <source>Something unforeseen happened</source>
        <translation>发生了意外错误</translation>
    </message>
    <message>
        <source>Your labels are safe. Copy this report for the developers; it is also in the log file.</source>
        <translation>您的标注是安全的。请把这份报告复制给开发者；日志文件中也有记录。</translation>
    </message>
    <message>
        <source>The computer ran out of memory.</source>
        <translation>电脑内存不足。</translation>
    </message>
    <message>
        <source>Not enough memory</source>
        <translation>内存不足</translation>
    </message>
    <message>
        <source>Choose a smaller batch or picture size, or close other programs, and try again.</source>
        <translation>请减小批大小或图片尺寸，或关闭其他程序后重试。</translation>
    </message>
</context>
<context>
    <name>i18n</name>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{minutes} min {seconds} s</source>
        <translation>{minutes} 分 {seconds} 秒</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} 秒</translation>
    </message>
</context>
</TS>
