from waymo_kit.protos import frame_pb2 as _frame_pb2
from waymo_kit.protos import label_pb2 as _label_pb2
from google.protobuf.internal import containers as _containers
from google.protobuf.internal import enum_type_wrapper as _enum_type_wrapper
from google.protobuf import descriptor as _descriptor
from google.protobuf import message as _message
from typing import ClassVar as _ClassVar, Iterable as _Iterable, Mapping as _Mapping, Optional as _Optional, Union as _Union

DESCRIPTOR: _descriptor.FileDescriptor

class Breakdown(_message.Message):
    __slots__ = ("generator_id", "shard", "difficulty_level")
    class GeneratorId(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        UNKNOWN: _ClassVar[Breakdown.GeneratorId]
        ONE_SHARD: _ClassVar[Breakdown.GeneratorId]
        OBJECT_TYPE: _ClassVar[Breakdown.GeneratorId]
        RANGE: _ClassVar[Breakdown.GeneratorId]
        TIME_OF_DAY: _ClassVar[Breakdown.GeneratorId]
        LOCATION: _ClassVar[Breakdown.GeneratorId]
        WEATHER: _ClassVar[Breakdown.GeneratorId]
        VELOCITY: _ClassVar[Breakdown.GeneratorId]
        ALL_BUT_SIGN: _ClassVar[Breakdown.GeneratorId]
        SIZE: _ClassVar[Breakdown.GeneratorId]
        CAMERA: _ClassVar[Breakdown.GeneratorId]
    UNKNOWN: Breakdown.GeneratorId
    ONE_SHARD: Breakdown.GeneratorId
    OBJECT_TYPE: Breakdown.GeneratorId
    RANGE: Breakdown.GeneratorId
    TIME_OF_DAY: Breakdown.GeneratorId
    LOCATION: Breakdown.GeneratorId
    WEATHER: Breakdown.GeneratorId
    VELOCITY: Breakdown.GeneratorId
    ALL_BUT_SIGN: Breakdown.GeneratorId
    SIZE: Breakdown.GeneratorId
    CAMERA: Breakdown.GeneratorId
    GENERATOR_ID_FIELD_NUMBER: _ClassVar[int]
    SHARD_FIELD_NUMBER: _ClassVar[int]
    DIFFICULTY_LEVEL_FIELD_NUMBER: _ClassVar[int]
    generator_id: Breakdown.GeneratorId
    shard: int
    difficulty_level: _label_pb2.Label.DifficultyLevel
    def __init__(self, generator_id: _Optional[_Union[Breakdown.GeneratorId, str]] = ..., shard: _Optional[int] = ..., difficulty_level: _Optional[_Union[_label_pb2.Label.DifficultyLevel, str]] = ...) -> None: ...

class Object(_message.Message):
    __slots__ = ("object", "score", "overlap_with_nlz", "context_name", "frame_timestamp_micros", "camera_name")
    OBJECT_FIELD_NUMBER: _ClassVar[int]
    SCORE_FIELD_NUMBER: _ClassVar[int]
    OVERLAP_WITH_NLZ_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_NAME_FIELD_NUMBER: _ClassVar[int]
    FRAME_TIMESTAMP_MICROS_FIELD_NUMBER: _ClassVar[int]
    CAMERA_NAME_FIELD_NUMBER: _ClassVar[int]
    object: _label_pb2.Label
    score: float
    overlap_with_nlz: bool
    context_name: str
    frame_timestamp_micros: int
    camera_name: _frame_pb2.CameraName.Name
    def __init__(self, object: _Optional[_Union[_label_pb2.Label, _Mapping]] = ..., score: _Optional[float] = ..., overlap_with_nlz: bool = ..., context_name: _Optional[str] = ..., frame_timestamp_micros: _Optional[int] = ..., camera_name: _Optional[_Union[_frame_pb2.CameraName.Name, str]] = ...) -> None: ...

class NoLabelZoneObject(_message.Message):
    __slots__ = ("zone", "context_name", "frame_timestamp_micros")
    ZONE_FIELD_NUMBER: _ClassVar[int]
    CONTEXT_NAME_FIELD_NUMBER: _ClassVar[int]
    FRAME_TIMESTAMP_MICROS_FIELD_NUMBER: _ClassVar[int]
    zone: _label_pb2.Polygon2dProto
    context_name: str
    frame_timestamp_micros: int
    def __init__(self, zone: _Optional[_Union[_label_pb2.Polygon2dProto, _Mapping]] = ..., context_name: _Optional[str] = ..., frame_timestamp_micros: _Optional[int] = ...) -> None: ...

class Objects(_message.Message):
    __slots__ = ("objects", "no_label_zone_objects")
    OBJECTS_FIELD_NUMBER: _ClassVar[int]
    NO_LABEL_ZONE_OBJECTS_FIELD_NUMBER: _ClassVar[int]
    objects: _containers.RepeatedCompositeFieldContainer[Object]
    no_label_zone_objects: _containers.RepeatedCompositeFieldContainer[NoLabelZoneObject]
    def __init__(self, objects: _Optional[_Iterable[_Union[Object, _Mapping]]] = ..., no_label_zone_objects: _Optional[_Iterable[_Union[NoLabelZoneObject, _Mapping]]] = ...) -> None: ...

class MatcherProto(_message.Message):
    __slots__ = ()
    class Type(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
        __slots__ = ()
        TYPE_UNKNOWN: _ClassVar[MatcherProto.Type]
        TYPE_HUNGARIAN: _ClassVar[MatcherProto.Type]
        TYPE_SCORE_FIRST: _ClassVar[MatcherProto.Type]
        TYPE_HUNGARIAN_TEST_ONLY: _ClassVar[MatcherProto.Type]
    TYPE_UNKNOWN: MatcherProto.Type
    TYPE_HUNGARIAN: MatcherProto.Type
    TYPE_SCORE_FIRST: MatcherProto.Type
    TYPE_HUNGARIAN_TEST_ONLY: MatcherProto.Type
    def __init__(self) -> None: ...

class Difficulty(_message.Message):
    __slots__ = ("levels",)
    LEVELS_FIELD_NUMBER: _ClassVar[int]
    levels: _containers.RepeatedScalarFieldContainer[_label_pb2.Label.DifficultyLevel]
    def __init__(self, levels: _Optional[_Iterable[_Union[_label_pb2.Label.DifficultyLevel, str]]] = ...) -> None: ...

class Config(_message.Message):
    __slots__ = ("score_cutoffs", "num_desired_score_cutoffs", "breakdown_generator_ids", "difficulties", "matcher_type", "iou_thresholds", "box_type", "desired_recall_delta", "min_precision", "min_heading_accuracy", "include_details_in_measurements", "let_metric_config")
    class LongitudinalErrorTolerantConfig(_message.Message):
        __slots__ = ("enabled", "sensor_location", "longitudinal_tolerance_percentage", "min_longitudinal_tolerance_meter", "align_type")
        class AlignType(int, metaclass=_enum_type_wrapper.EnumTypeWrapper):
            __slots__ = ()
            TYPE_UNKNOWN: _ClassVar[Config.LongitudinalErrorTolerantConfig.AlignType]
            TYPE_NOT_ALIGNED: _ClassVar[Config.LongitudinalErrorTolerantConfig.AlignType]
            TYPE_RANGE_ALIGNED: _ClassVar[Config.LongitudinalErrorTolerantConfig.AlignType]
            TYPE_CENTER_ALIGNED: _ClassVar[Config.LongitudinalErrorTolerantConfig.AlignType]
            TYPE_FURTHER_ONLY_RANGE_ALIGNED: _ClassVar[Config.LongitudinalErrorTolerantConfig.AlignType]
            TYPE_ANY_CLOSER_ONLY_RANGE_ALIGNED: _ClassVar[Config.LongitudinalErrorTolerantConfig.AlignType]
            TYPE_BETWEEN_ORIGIN_AND_GT_ONLY_RANGE_ALIGNED: _ClassVar[Config.LongitudinalErrorTolerantConfig.AlignType]
        TYPE_UNKNOWN: Config.LongitudinalErrorTolerantConfig.AlignType
        TYPE_NOT_ALIGNED: Config.LongitudinalErrorTolerantConfig.AlignType
        TYPE_RANGE_ALIGNED: Config.LongitudinalErrorTolerantConfig.AlignType
        TYPE_CENTER_ALIGNED: Config.LongitudinalErrorTolerantConfig.AlignType
        TYPE_FURTHER_ONLY_RANGE_ALIGNED: Config.LongitudinalErrorTolerantConfig.AlignType
        TYPE_ANY_CLOSER_ONLY_RANGE_ALIGNED: Config.LongitudinalErrorTolerantConfig.AlignType
        TYPE_BETWEEN_ORIGIN_AND_GT_ONLY_RANGE_ALIGNED: Config.LongitudinalErrorTolerantConfig.AlignType
        class Location3D(_message.Message):
            __slots__ = ("x", "y", "z")
            X_FIELD_NUMBER: _ClassVar[int]
            Y_FIELD_NUMBER: _ClassVar[int]
            Z_FIELD_NUMBER: _ClassVar[int]
            x: float
            y: float
            z: float
            def __init__(self, x: _Optional[float] = ..., y: _Optional[float] = ..., z: _Optional[float] = ...) -> None: ...
        ENABLED_FIELD_NUMBER: _ClassVar[int]
        SENSOR_LOCATION_FIELD_NUMBER: _ClassVar[int]
        LONGITUDINAL_TOLERANCE_PERCENTAGE_FIELD_NUMBER: _ClassVar[int]
        MIN_LONGITUDINAL_TOLERANCE_METER_FIELD_NUMBER: _ClassVar[int]
        ALIGN_TYPE_FIELD_NUMBER: _ClassVar[int]
        enabled: bool
        sensor_location: Config.LongitudinalErrorTolerantConfig.Location3D
        longitudinal_tolerance_percentage: float
        min_longitudinal_tolerance_meter: float
        align_type: Config.LongitudinalErrorTolerantConfig.AlignType
        def __init__(self, enabled: bool = ..., sensor_location: _Optional[_Union[Config.LongitudinalErrorTolerantConfig.Location3D, _Mapping]] = ..., longitudinal_tolerance_percentage: _Optional[float] = ..., min_longitudinal_tolerance_meter: _Optional[float] = ..., align_type: _Optional[_Union[Config.LongitudinalErrorTolerantConfig.AlignType, str]] = ...) -> None: ...
    SCORE_CUTOFFS_FIELD_NUMBER: _ClassVar[int]
    NUM_DESIRED_SCORE_CUTOFFS_FIELD_NUMBER: _ClassVar[int]
    BREAKDOWN_GENERATOR_IDS_FIELD_NUMBER: _ClassVar[int]
    DIFFICULTIES_FIELD_NUMBER: _ClassVar[int]
    MATCHER_TYPE_FIELD_NUMBER: _ClassVar[int]
    IOU_THRESHOLDS_FIELD_NUMBER: _ClassVar[int]
    BOX_TYPE_FIELD_NUMBER: _ClassVar[int]
    DESIRED_RECALL_DELTA_FIELD_NUMBER: _ClassVar[int]
    MIN_PRECISION_FIELD_NUMBER: _ClassVar[int]
    MIN_HEADING_ACCURACY_FIELD_NUMBER: _ClassVar[int]
    INCLUDE_DETAILS_IN_MEASUREMENTS_FIELD_NUMBER: _ClassVar[int]
    LET_METRIC_CONFIG_FIELD_NUMBER: _ClassVar[int]
    score_cutoffs: _containers.RepeatedScalarFieldContainer[float]
    num_desired_score_cutoffs: int
    breakdown_generator_ids: _containers.RepeatedScalarFieldContainer[Breakdown.GeneratorId]
    difficulties: _containers.RepeatedCompositeFieldContainer[Difficulty]
    matcher_type: MatcherProto.Type
    iou_thresholds: _containers.RepeatedScalarFieldContainer[float]
    box_type: _label_pb2.Label.Box.Type
    desired_recall_delta: float
    min_precision: float
    min_heading_accuracy: float
    include_details_in_measurements: bool
    let_metric_config: Config.LongitudinalErrorTolerantConfig
    def __init__(self, score_cutoffs: _Optional[_Iterable[float]] = ..., num_desired_score_cutoffs: _Optional[int] = ..., breakdown_generator_ids: _Optional[_Iterable[_Union[Breakdown.GeneratorId, str]]] = ..., difficulties: _Optional[_Iterable[_Union[Difficulty, _Mapping]]] = ..., matcher_type: _Optional[_Union[MatcherProto.Type, str]] = ..., iou_thresholds: _Optional[_Iterable[float]] = ..., box_type: _Optional[_Union[_label_pb2.Label.Box.Type, str]] = ..., desired_recall_delta: _Optional[float] = ..., min_precision: _Optional[float] = ..., min_heading_accuracy: _Optional[float] = ..., include_details_in_measurements: bool = ..., let_metric_config: _Optional[_Union[Config.LongitudinalErrorTolerantConfig, _Mapping]] = ...) -> None: ...

class DetectionMeasurement(_message.Message):
    __slots__ = ("num_fps", "num_tps", "num_fns", "sum_ha", "score_cutoff", "details", "sum_longitudinal_affinity")
    class Details(_message.Message):
        __slots__ = ("fp_ids", "fn_ids", "tp_gt_ids", "tp_pr_ids", "tp_ious", "tp_heading_accuracies", "tp_longitudinal_affinities")
        FP_IDS_FIELD_NUMBER: _ClassVar[int]
        FN_IDS_FIELD_NUMBER: _ClassVar[int]
        TP_GT_IDS_FIELD_NUMBER: _ClassVar[int]
        TP_PR_IDS_FIELD_NUMBER: _ClassVar[int]
        TP_IOUS_FIELD_NUMBER: _ClassVar[int]
        TP_HEADING_ACCURACIES_FIELD_NUMBER: _ClassVar[int]
        TP_LONGITUDINAL_AFFINITIES_FIELD_NUMBER: _ClassVar[int]
        fp_ids: _containers.RepeatedScalarFieldContainer[str]
        fn_ids: _containers.RepeatedScalarFieldContainer[str]
        tp_gt_ids: _containers.RepeatedScalarFieldContainer[str]
        tp_pr_ids: _containers.RepeatedScalarFieldContainer[str]
        tp_ious: _containers.RepeatedScalarFieldContainer[float]
        tp_heading_accuracies: _containers.RepeatedScalarFieldContainer[float]
        tp_longitudinal_affinities: _containers.RepeatedScalarFieldContainer[float]
        def __init__(self, fp_ids: _Optional[_Iterable[str]] = ..., fn_ids: _Optional[_Iterable[str]] = ..., tp_gt_ids: _Optional[_Iterable[str]] = ..., tp_pr_ids: _Optional[_Iterable[str]] = ..., tp_ious: _Optional[_Iterable[float]] = ..., tp_heading_accuracies: _Optional[_Iterable[float]] = ..., tp_longitudinal_affinities: _Optional[_Iterable[float]] = ...) -> None: ...
    NUM_FPS_FIELD_NUMBER: _ClassVar[int]
    NUM_TPS_FIELD_NUMBER: _ClassVar[int]
    NUM_FNS_FIELD_NUMBER: _ClassVar[int]
    SUM_HA_FIELD_NUMBER: _ClassVar[int]
    SCORE_CUTOFF_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    SUM_LONGITUDINAL_AFFINITY_FIELD_NUMBER: _ClassVar[int]
    num_fps: int
    num_tps: int
    num_fns: int
    sum_ha: float
    score_cutoff: float
    details: _containers.RepeatedCompositeFieldContainer[DetectionMeasurement.Details]
    sum_longitudinal_affinity: float
    def __init__(self, num_fps: _Optional[int] = ..., num_tps: _Optional[int] = ..., num_fns: _Optional[int] = ..., sum_ha: _Optional[float] = ..., score_cutoff: _Optional[float] = ..., details: _Optional[_Iterable[_Union[DetectionMeasurement.Details, _Mapping]]] = ..., sum_longitudinal_affinity: _Optional[float] = ...) -> None: ...

class DetectionMeasurements(_message.Message):
    __slots__ = ("measurements", "breakdown")
    MEASUREMENTS_FIELD_NUMBER: _ClassVar[int]
    BREAKDOWN_FIELD_NUMBER: _ClassVar[int]
    measurements: _containers.RepeatedCompositeFieldContainer[DetectionMeasurement]
    breakdown: Breakdown
    def __init__(self, measurements: _Optional[_Iterable[_Union[DetectionMeasurement, _Mapping]]] = ..., breakdown: _Optional[_Union[Breakdown, _Mapping]] = ...) -> None: ...

class DetectionMetrics(_message.Message):
    __slots__ = ("mean_average_precision", "mean_average_precision_ha_weighted", "precisions", "recalls", "precisions_ha_weighted", "recalls_ha_weighted", "score_cutoffs", "breakdown", "measurements", "mean_average_precision_longitudinal_affinity_weighted", "precisions_longitudinal_affinity_weighted", "recalls_longitudinal_affinity_weighted")
    MEAN_AVERAGE_PRECISION_FIELD_NUMBER: _ClassVar[int]
    MEAN_AVERAGE_PRECISION_HA_WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    PRECISIONS_FIELD_NUMBER: _ClassVar[int]
    RECALLS_FIELD_NUMBER: _ClassVar[int]
    PRECISIONS_HA_WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    RECALLS_HA_WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    SCORE_CUTOFFS_FIELD_NUMBER: _ClassVar[int]
    BREAKDOWN_FIELD_NUMBER: _ClassVar[int]
    MEASUREMENTS_FIELD_NUMBER: _ClassVar[int]
    MEAN_AVERAGE_PRECISION_LONGITUDINAL_AFFINITY_WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    PRECISIONS_LONGITUDINAL_AFFINITY_WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    RECALLS_LONGITUDINAL_AFFINITY_WEIGHTED_FIELD_NUMBER: _ClassVar[int]
    mean_average_precision: float
    mean_average_precision_ha_weighted: float
    precisions: _containers.RepeatedScalarFieldContainer[float]
    recalls: _containers.RepeatedScalarFieldContainer[float]
    precisions_ha_weighted: _containers.RepeatedScalarFieldContainer[float]
    recalls_ha_weighted: _containers.RepeatedScalarFieldContainer[float]
    score_cutoffs: _containers.RepeatedScalarFieldContainer[float]
    breakdown: Breakdown
    measurements: DetectionMeasurements
    mean_average_precision_longitudinal_affinity_weighted: float
    precisions_longitudinal_affinity_weighted: _containers.RepeatedScalarFieldContainer[float]
    recalls_longitudinal_affinity_weighted: _containers.RepeatedScalarFieldContainer[float]
    def __init__(self, mean_average_precision: _Optional[float] = ..., mean_average_precision_ha_weighted: _Optional[float] = ..., precisions: _Optional[_Iterable[float]] = ..., recalls: _Optional[_Iterable[float]] = ..., precisions_ha_weighted: _Optional[_Iterable[float]] = ..., recalls_ha_weighted: _Optional[_Iterable[float]] = ..., score_cutoffs: _Optional[_Iterable[float]] = ..., breakdown: _Optional[_Union[Breakdown, _Mapping]] = ..., measurements: _Optional[_Union[DetectionMeasurements, _Mapping]] = ..., mean_average_precision_longitudinal_affinity_weighted: _Optional[float] = ..., precisions_longitudinal_affinity_weighted: _Optional[_Iterable[float]] = ..., recalls_longitudinal_affinity_weighted: _Optional[_Iterable[float]] = ...) -> None: ...

class TrackingMeasurement(_message.Message):
    __slots__ = ("num_misses", "num_fps", "num_mismatches", "matching_cost", "num_matches", "num_objects_gt", "score_cutoff", "details")
    class Details(_message.Message):
        __slots__ = ("fp_pred_ids", "fn_gt_ids", "tp_gt_ids", "tp_pred_ids")
        FP_PRED_IDS_FIELD_NUMBER: _ClassVar[int]
        FN_GT_IDS_FIELD_NUMBER: _ClassVar[int]
        TP_GT_IDS_FIELD_NUMBER: _ClassVar[int]
        TP_PRED_IDS_FIELD_NUMBER: _ClassVar[int]
        fp_pred_ids: _containers.RepeatedScalarFieldContainer[str]
        fn_gt_ids: _containers.RepeatedScalarFieldContainer[str]
        tp_gt_ids: _containers.RepeatedScalarFieldContainer[str]
        tp_pred_ids: _containers.RepeatedScalarFieldContainer[str]
        def __init__(self, fp_pred_ids: _Optional[_Iterable[str]] = ..., fn_gt_ids: _Optional[_Iterable[str]] = ..., tp_gt_ids: _Optional[_Iterable[str]] = ..., tp_pred_ids: _Optional[_Iterable[str]] = ...) -> None: ...
    NUM_MISSES_FIELD_NUMBER: _ClassVar[int]
    NUM_FPS_FIELD_NUMBER: _ClassVar[int]
    NUM_MISMATCHES_FIELD_NUMBER: _ClassVar[int]
    MATCHING_COST_FIELD_NUMBER: _ClassVar[int]
    NUM_MATCHES_FIELD_NUMBER: _ClassVar[int]
    NUM_OBJECTS_GT_FIELD_NUMBER: _ClassVar[int]
    SCORE_CUTOFF_FIELD_NUMBER: _ClassVar[int]
    DETAILS_FIELD_NUMBER: _ClassVar[int]
    num_misses: int
    num_fps: int
    num_mismatches: int
    matching_cost: float
    num_matches: int
    num_objects_gt: int
    score_cutoff: float
    details: _containers.RepeatedCompositeFieldContainer[TrackingMeasurement.Details]
    def __init__(self, num_misses: _Optional[int] = ..., num_fps: _Optional[int] = ..., num_mismatches: _Optional[int] = ..., matching_cost: _Optional[float] = ..., num_matches: _Optional[int] = ..., num_objects_gt: _Optional[int] = ..., score_cutoff: _Optional[float] = ..., details: _Optional[_Iterable[_Union[TrackingMeasurement.Details, _Mapping]]] = ...) -> None: ...

class TrackingMeasurements(_message.Message):
    __slots__ = ("measurements", "breakdown")
    MEASUREMENTS_FIELD_NUMBER: _ClassVar[int]
    BREAKDOWN_FIELD_NUMBER: _ClassVar[int]
    measurements: _containers.RepeatedCompositeFieldContainer[TrackingMeasurement]
    breakdown: Breakdown
    def __init__(self, measurements: _Optional[_Iterable[_Union[TrackingMeasurement, _Mapping]]] = ..., breakdown: _Optional[_Union[Breakdown, _Mapping]] = ...) -> None: ...

class TrackingMetrics(_message.Message):
    __slots__ = ("mota", "motp", "miss", "mismatch", "fp", "score_cutoff", "breakdown", "measurements", "num_objects_gt")
    MOTA_FIELD_NUMBER: _ClassVar[int]
    MOTP_FIELD_NUMBER: _ClassVar[int]
    MISS_FIELD_NUMBER: _ClassVar[int]
    MISMATCH_FIELD_NUMBER: _ClassVar[int]
    FP_FIELD_NUMBER: _ClassVar[int]
    SCORE_CUTOFF_FIELD_NUMBER: _ClassVar[int]
    BREAKDOWN_FIELD_NUMBER: _ClassVar[int]
    MEASUREMENTS_FIELD_NUMBER: _ClassVar[int]
    NUM_OBJECTS_GT_FIELD_NUMBER: _ClassVar[int]
    mota: float
    motp: float
    miss: float
    mismatch: float
    fp: float
    score_cutoff: float
    breakdown: Breakdown
    measurements: TrackingMeasurements
    num_objects_gt: int
    def __init__(self, mota: _Optional[float] = ..., motp: _Optional[float] = ..., miss: _Optional[float] = ..., mismatch: _Optional[float] = ..., fp: _Optional[float] = ..., score_cutoff: _Optional[float] = ..., breakdown: _Optional[_Union[Breakdown, _Mapping]] = ..., measurements: _Optional[_Union[TrackingMeasurements, _Mapping]] = ..., num_objects_gt: _Optional[int] = ...) -> None: ...
